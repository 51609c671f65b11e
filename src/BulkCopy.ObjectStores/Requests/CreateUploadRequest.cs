namespace BulkCopy.ObjectStores;

/// <summary>Begins a multipart upload. Everything about the final object is fixed here: parts and completion carry none of it.</summary>
public sealed record CreateUploadRequest
{
    /// <summary>Destination bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Destination key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>Headers and metadata of the final object.</summary>
    public ObjectHeaders Headers { get; init; } = ObjectHeaders.Empty;
    /// <summary>Tags of the final object.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
    /// <summary>Storage class; <c>null</c> for the default.</summary>
    public string? StorageClass { get; init; }
    /// <summary>ACL; <c>null</c> for the bucket's default.</summary>
    public AccessControl? Acl { get; init; }
    /// <summary>Encryption of the final object.</summary>
    public ServerSideEncryption? Encryption { get; init; }
    /// <summary>Refuse an existing destination where the dialect can say so here (OSS).</summary>
    public bool ForbidOverwrite { get; init; }
}
