using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Dialects;

/// <summary>
/// Amazon S3, and its variations: Baishan BSC (from its "Upload Part - Copy" and object storage documents),
/// Ceph radosgw and MinIO (from what their servers do).
/// </summary>
internal static class S3Dialect
{
    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;
    private const long TiB = 1L << 40;

    public static Dialect S3 { get; } = new()
    {
        Name = "s3",
        Family = "s3",
        Limits = new StoreLimits
        {
            SimpleCopyBytes = 5 * GiB,
            SinglePutBytes = 5 * GiB,
            ObjectBytes = 50 * TiB,
            MinPartBytes = 5 * MiB,
            MaxPartBytes = 5 * GiB,
            MaxParts = 10_000,
            KeyBytes = 1024,
            MetadataBytes = 2048,
        },
        CopiesAcrossRegions = true,
        HasCrc64 = false,
        MultipartETagFollowsParts = true,
        OverwriteGuard = OverwriteGuard.Always,
        DefaultStorageClass = "STANDARD",
        HasVersions = true,
        HasTags = true,
        CannedAcls =
        [
            "private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control",
        ],
        StoreManagedAlgorithms = ["AES256"],
        KmsAlgorithms = ["aws:kms", "aws:kms:dsse"],
        StorageClasses = StorageClassTables.S3,
        Wire = new DialectWire
        {
            Headers = WireHeaders.For("x-amz-") with { EncryptionKeyId = "x-amz-server-side-encryption-aws-kms-key-id" },
            HostTemplate = "s3.{region}.amazonaws.com",
            Addressing = AddressingStyle.VirtualHost,
            SignatureSchemes = [SignatureScheme.S3V4, SignatureScheme.S3V2],
            CopySource = CopySourceFormat.BucketAndKey,
            CopyMetadata = "COPY",
            ReplaceMetadata = "REPLACE",
            ReplaceTags = "REPLACE",
            ForbidOverwrite = new("If-None-Match", "*"),
            KmsAlgorithm = "aws:kms",
            ListsVersion2 = true,
            KeyForm = KeyForm.PercentAndPlus,
            RestoreParameters = "GlacierJobParameters",
            ErrorCodes = S3Errors.Codes,
            MessageMeanings = S3Errors.Messages,
            HasChecksumMode = true,
            NamesRegionOfNewBucket = true,
        },
    };

    public static Dialect Minio { get; } = S3 with
    {
        Name = "minio",
        StorageClasses = StorageClassTables.Minio,
        CopiesAcrossRegions = false,
        OverwriteGuard = OverwriteGuard.None,
        Limits = S3.Limits with { SimpleCopyBytes = 5 * TiB, SinglePutBytes = 5 * TiB, ObjectBytes = 5 * TiB },
        Wire = S3.Wire with
        {
            HostTemplate = "localhost:9000",
            Addressing = AddressingStyle.Path,
            ForbidsOverwriteOnCopy = false,
            ErrorCodeHeader = "x-minio-error-code",
            NamesRegionOfNewBucket = false,
        },
    };

    public static Dialect Ceph { get; } = S3 with
    {
        Name = "ceph",
        StorageClasses = new StorageClassRules { Classes = [new() { Name = "STANDARD" }], IsOpen = true },
        CopiesAcrossRegions = false,
        OverwriteGuard = OverwriteGuard.None,
        EnforcesCopyConditions = false,
        CopyTellsVersionId = false,
        CopiesFromCustomerKey = false,
        Limits = S3.Limits with { ObjectBytes = 5 * TiB },
        Wire = S3.Wire with
        {
            HostTemplate = "localhost:7480",
            Addressing = AddressingStyle.Path,
            UploadKeyForm = KeyForm.Plain,
            VersionMarkerForm = KeyForm.Plain,
            TagsOnCopy = false,
            AnswersNoTagsWithNothing = true,
            CompletionTellsETag = false,
            MessageMeanings = [.. S3Errors.Messages, new("InternalError", "completion is already in progress", StoreErrorCode.NoSuchUpload)],
            ForbidsOverwriteOnCopy = false,
            HasChecksumMode = false,
            NamesRegionOfNewBucket = false,
        },
    };

    public static Dialect Bsc { get; } = S3 with
    {
        Name = "bsc",
        StorageClasses = new StorageClassRules { Classes = [] },
        CopiesAcrossRegions = false,
        MultipartETagFollowsParts = false,
        OverwriteGuard = OverwriteGuard.None,
        HasVersions = false,
        HasTags = false,
        HasCustomerKeys = false,
        StoreManagedAlgorithms = [],
        KmsAlgorithms = [],
        Limits = S3.Limits with
        {
            SinglePutBytes = TiB,
            ObjectBytes = TiB,
            MaxPartBytes = 512 * MiB,
            MaxParts = 2000,
            KeyBytes = 512,
            MetadataBytes = 65_536,
        },
        Wire = S3.Wire with
        {
            Headers = S3.Wire.Headers with { IfNoneMatch = "x-amz-copy-source-if-nonematch" },
            HostTemplate = "ss.bscstorage.com",
            SignatureSchemes = [SignatureScheme.S3V2, SignatureScheme.S3V4],
            CopySource = CopySourceFormat.WholeEncoded,
            HasMultiDelete = false,
            ForbidOverwrite = null,
            ListsVersion2 = false,
            KeyForm = KeyForm.Plain,
            ErrorCodeHeader = "x-error-code",
            HasChecksumMode = false,
            NamesRegionOfNewBucket = false,
        },
    };
}
