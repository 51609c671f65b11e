using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Dialects;

/// <summary>Alibaba Cloud OSS, from "CopyObject", "UploadPartCopy", "Limits" and "Include a V4 signature in the header".</summary>
internal static class OssDialect
{
    private const long GiB = 1L << 30;

    public static Dialect Oss { get; } = new()
    {
        Name = "oss",
        Family = "oss",
        Limits = new StoreLimits
        {
            SimpleCopyBytes = GiB,
            SinglePutBytes = 5 * GiB,
            ObjectBytes = 48 * 1024 * GiB,
            MinPartBytes = 100 * 1024,
            MaxPartBytes = 5 * GiB,
            MaxParts = 10_000,
            KeyBytes = 1023,
            MetadataBytes = 8192,
        },
        CopiesAcrossRegions = false,
        HasCrc64 = true,
        MultipartETagFollowsParts = false,
        OverwriteGuard = OverwriteGuard.VoidWhenVersioned,
        DefaultStorageClass = "Standard",
        // Object naming conventions.
        ForbiddenKeyStarts = "/\\",
        HasVersions = true,
        HasTags = true,
        HasCustomerKeys = false,
        CannedAcls = ["default", "private", "public-read", "public-read-write"],
        StoreManagedAlgorithms = ["AES256", "SM4"],
        KmsAlgorithms = ["AES256", "SM4"],
        StorageClasses = StorageClassTables.Oss,
        Wire = new DialectWire
        {
            Headers = WireHeaders.For("x-oss-") with { Acl = "x-oss-object-acl" },
            HostTemplate = "oss-{region}.aliyuncs.com",
            Addressing = AddressingStyle.VirtualHost,
            SignatureSchemes = [SignatureScheme.OssV4, SignatureScheme.OssV1],
            CopySource = CopySourceFormat.BucketAndKey,
            CopyMetadata = "COPY",
            ReplaceMetadata = "REPLACE",
            ReplaceTags = "Replace",
            ForbidOverwrite = new("x-oss-forbid-overwrite", "true"),
            ForbidsOverwriteOnCreateUpload = true,
            KmsAlgorithm = "KMS",
            KmsDataEncryption = "x-oss-server-side-data-encryption",
            HasGrants = false,
            HasCannedAclDocument = true,
            ListsVersion2 = true,
            KeyForm = KeyForm.Percent,
            RestoreParameters = "JobParameters",
            ErrorCodes = OssErrors.Codes,
            MessageMeanings = OssErrors.Messages,
            ErrorDocumentHeader = "x-oss-err",
            DelayHeader = "x-oss-qos-delay-time",
            HasSymlinks = true,
            HasAppend = true,
        },
    };
}
