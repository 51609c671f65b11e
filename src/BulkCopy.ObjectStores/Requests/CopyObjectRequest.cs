namespace BulkCopy.ObjectStores;

/// <summary>A server-side copy of one object (COS PUT Object - Copy, OSS CopyObject, S3 CopyObject).</summary>
public sealed record CopyObjectRequest
{
    /// <summary>What is copied.</summary>
    public required CopySource Source { get; init; }
    /// <summary>Destination bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Destination key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>Source preconditions.</summary>
    public CopyConditions? Conditions { get; init; }
    /// <summary>Headers and metadata that replace the source's; <c>null</c> carries the source's over.</summary>
    public ObjectHeaders? ReplaceHeaders { get; init; }
    /// <summary>Tags that replace the source's; <c>null</c> carries the source's over.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? ReplaceTags { get; init; }
    /// <summary>Storage class of the destination; <c>null</c> for the dialect's default (never the source's class).</summary>
    public string? StorageClass { get; init; }
    /// <summary>ACL of the destination; never inherited from the source.</summary>
    public AccessControl? Acl { get; init; }
    /// <summary>Encryption of the destination; never inherited from the source.</summary>
    public ServerSideEncryption? Encryption { get; init; }
    /// <summary>The key of a source that is encrypted with a customer's key.</summary>
    public CustomerKey? SourceCustomerKey { get; init; }
    /// <summary>Fail with <see cref="StoreErrorCode.AlreadyExists"/> if the destination exists. Void where <see cref="Dialect.OverwriteGuard"/> says so.</summary>
    public bool ForbidOverwrite { get; init; }
}
