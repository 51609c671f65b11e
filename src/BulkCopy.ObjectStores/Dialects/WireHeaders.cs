namespace BulkCopy.ObjectStores.Dialects;

/// <summary>Header names of a dialect, written out once so that requests need not assemble them.</summary>
internal sealed record WireHeaders
{
    public required string Prefix { get; init; }
    public required string MetaPrefix { get; init; }
    public required string CopySource { get; init; }
    public required string CopySourceRange { get; init; }
    public required string IfMatch { get; init; }
    public required string IfNoneMatch { get; init; }
    public required string IfModifiedSince { get; init; }
    public required string IfUnmodifiedSince { get; init; }
    public required string MetadataDirective { get; init; }
    public required string TaggingDirective { get; init; }
    public required string Tagging { get; init; }
    public required string TaggingCount { get; init; }
    public required string StorageClass { get; init; }
    public required string Acl { get; init; }
    public required string GrantPrefix { get; init; }
    public required string Encryption { get; init; }
    public required string EncryptionKeyId { get; init; }
    public required string EncryptionContext { get; init; }
    public required string CustomerAlgorithm { get; init; }
    public required string CustomerKey { get; init; }
    public required string CustomerKeyMd5 { get; init; }
    public required string SourceCustomerAlgorithm { get; init; }
    public required string SourceCustomerKey { get; init; }
    public required string SourceCustomerKeyMd5 { get; init; }
    public required string VersionId { get; init; }
    public required string SourceVersionId { get; init; }
    public required string DeleteMarker { get; init; }
    public required string RequestId { get; init; }
    public required string Crc64 { get; init; }
    public required string Restore { get; init; }
    public required string ObjectType { get; init; }
    public required string NextAppendPosition { get; init; }
    public required string BucketRegion { get; init; }

    /// <summary>The names as all dialects form them from their prefix; what differs is set by <c>with</c>.</summary>
    public static WireHeaders For(string prefix) => new()
    {
        Prefix = prefix,
        MetaPrefix = prefix + "meta-",
        CopySource = prefix + "copy-source",
        CopySourceRange = prefix + "copy-source-range",
        IfMatch = prefix + "copy-source-if-match",
        IfNoneMatch = prefix + "copy-source-if-none-match",
        IfModifiedSince = prefix + "copy-source-if-modified-since",
        IfUnmodifiedSince = prefix + "copy-source-if-unmodified-since",
        MetadataDirective = prefix + "metadata-directive",
        TaggingDirective = prefix + "tagging-directive",
        Tagging = prefix + "tagging",
        TaggingCount = prefix + "tagging-count",
        StorageClass = prefix + "storage-class",
        Acl = prefix + "acl",
        GrantPrefix = prefix + "grant-",
        Encryption = prefix + "server-side-encryption",
        EncryptionKeyId = prefix + "server-side-encryption-key-id",
        EncryptionContext = prefix + "server-side-encryption-context",
        CustomerAlgorithm = prefix + "server-side-encryption-customer-algorithm",
        CustomerKey = prefix + "server-side-encryption-customer-key",
        CustomerKeyMd5 = prefix + "server-side-encryption-customer-key-MD5",
        SourceCustomerAlgorithm = prefix + "copy-source-server-side-encryption-customer-algorithm",
        SourceCustomerKey = prefix + "copy-source-server-side-encryption-customer-key",
        SourceCustomerKeyMd5 = prefix + "copy-source-server-side-encryption-customer-key-MD5",
        VersionId = prefix + "version-id",
        SourceVersionId = prefix + "copy-source-version-id",
        DeleteMarker = prefix + "delete-marker",
        RequestId = prefix + "request-id",
        Crc64 = prefix + "hash-crc64ecma",
        Restore = prefix + "restore",
        ObjectType = prefix + "object-type",
        NextAppendPosition = prefix + "next-append-position",
        BucketRegion = prefix + "bucket-region",
    };
}
