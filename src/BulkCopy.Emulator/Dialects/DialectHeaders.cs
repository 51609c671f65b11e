namespace BulkCopy.Emulator.Dialects;

/// <summary>The header names of a dialect, put together once from its prefix.</summary>
internal sealed class DialectHeaders(string prefix)
{
    public string Prefix { get; } = prefix;

    public string Meta { get; } = prefix + "meta-";

    public string Acl { get; } = prefix + (prefix == "x-oss-" ? "object-acl" : "acl");

    public string BucketAcl { get; } = prefix + "acl";

    public string Grant { get; } = prefix + "grant-";

    public string StorageClass { get; } = prefix + "storage-class";

    public string Tagging { get; } = prefix + "tagging";

    public string TaggingDirective { get; } = prefix + "tagging-directive";

    public string TaggingCount { get; } = prefix + "tagging-count";

    public string MetadataDirective { get; } = prefix + "metadata-directive";

    public string CopySource { get; } = prefix + "copy-source";

    public string CopySourceRange { get; } = prefix + "copy-source-range";

    public string CopySourceVersionId { get; } = prefix + "copy-source-version-id";

    public string SourceIfMatch { get; } = prefix + "copy-source-if-match";

    public string SourceIfNoneMatch { get; } = prefix + "copy-source-if-none-match";

    /// <summary>Baishan's spelling.</summary>
    public string SourceIfNonematch { get; } = prefix + "copy-source-if-nonematch";

    public string SourceIfModifiedSince { get; } = prefix + "copy-source-if-modified-since";

    public string SourceIfUnmodifiedSince { get; } = prefix + "copy-source-if-unmodified-since";

    public string ForbidOverwrite { get; } = prefix + "forbid-overwrite";

    public string VersionId { get; } = prefix + "version-id";

    public string DeleteMarker { get; } = prefix + "delete-marker";

    public string Crc64 { get; } = prefix + "hash-crc64ecma";

    public string Restore { get; } = prefix + "restore";

    public string RequestId { get; } = prefix + "request-id";

    public string Encryption { get; } = prefix + "server-side-encryption";

    public string KmsKeyId { get; } = prefix + "server-side-encryption-" + KmsSuffix(prefix);

    public string CustomerAlgorithm { get; } = prefix + "server-side-encryption-customer-algorithm";

    public string CustomerKey { get; } = prefix + "server-side-encryption-customer-key";

    public string CustomerKeyMd5 { get; } = prefix + "server-side-encryption-customer-key-MD5";

    public string SourceCustomerAlgorithm { get; } = prefix + "copy-source-server-side-encryption-customer-algorithm";

    public string SourceCustomerKey { get; } = prefix + "copy-source-server-side-encryption-customer-key";

    public string SourceCustomerKeyMd5 { get; } = prefix + "copy-source-server-side-encryption-customer-key-MD5";

    public string ObjectType { get; } = prefix + "object-type";

    public string NextAppendPosition { get; } = prefix + "next-append-position";

    public string TrafficLimit { get; } = prefix + "traffic-limit";

    public string BucketRegion { get; } = prefix + "bucket-region";

    private static string KmsSuffix(string prefix) => prefix switch
    {
        "x-cos-" => "cos-kms-key-id",
        "x-oss-" => "key-id",
        _ => "aws-kms-key-id",
    };
}
