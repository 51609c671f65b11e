namespace BulkCopy.ObjectStores;

/// <summary>Uploads an object in one request.</summary>
public sealed record PutObjectRequest
{
    /// <summary>Destination bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Destination key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>Content. Seekable content may be sent again on a retry; other content never is.</summary>
    public required Stream Content { get; init; }
    /// <summary>Number of bytes of <see cref="Content"/>.</summary>
    public required long Length { get; init; }
    /// <summary>Headers and metadata.</summary>
    public ObjectHeaders Headers { get; init; } = ObjectHeaders.Empty;
    /// <summary>Tags.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
    /// <summary>Storage class; <c>null</c> for the default.</summary>
    public string? StorageClass { get; init; }
    /// <summary>ACL; <c>null</c> for the bucket's default.</summary>
    public AccessControl? Acl { get; init; }
    /// <summary>Encryption.</summary>
    public ServerSideEncryption? Encryption { get; init; }
    /// <summary>Fail with <see cref="StoreErrorCode.AlreadyExists"/> if the object exists.</summary>
    public bool ForbidOverwrite { get; init; }
    /// <summary>Replace only the version with this ETag (S3).</summary>
    public string? IfMatch { get; init; }
    /// <summary>MD5 of the content (16 bytes), sent as Content-MD5 so that the store checks it.</summary>
    public byte[]? ContentMd5 { get; init; }
}
