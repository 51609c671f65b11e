using System.Collections.Frozen;
using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Dialects;

/// <summary>Tencent Cloud COS (XML API), from "PUT Object - Copy", "Specifications and Limits", "Request Signature".</summary>
internal static class CosDialect
{
    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;

    public static Dialect Cos { get; } = new()
    {
        Name = "cos",
        Family = "cos",
        Limits = new StoreLimits
        {
            SimpleCopyBytes = 5 * GiB,
            SinglePutBytes = 5 * GiB,
            ObjectBytes = 48 * 1024 * GiB,
            MinPartBytes = MiB,
            MaxPartBytes = 5 * GiB,
            MaxParts = 10_000,
            KeyBytes = 850,
            MetadataBytes = 2048,
        },
        CopiesAcrossRegions = true,
        HasCrc64 = true,
        MultipartETagFollowsParts = false,
        OverwriteGuard = OverwriteGuard.VoidWhenVersioned,
        DefaultStorageClass = "STANDARD",
        HasVersions = true,
        HasTags = true,
        PartNumbersAreConsecutive = true,
        CannedAcls = ["default", "private", "public-read", "public-read-write", "authenticated-read", "bucket-owner-read", "bucket-owner-full-control"],
        StoreManagedAlgorithms = ["AES256", "SM4"],
        KmsAlgorithms = ["cos/kms"],
        StorageClasses = StorageClassTables.Cos,
        Wire = Wire(),
    };

    private static DialectWire Wire() => new()
    {
        Headers = WireHeaders.For("x-cos-") with
        {
            IfMatch = "x-cos-copy-source-If-Match",
            IfNoneMatch = "x-cos-copy-source-If-None-Match",
            IfModifiedSince = "x-cos-copy-source-If-Modified-Since",
            IfUnmodifiedSince = "x-cos-copy-source-If-Unmodified-Since",
            EncryptionKeyId = "x-cos-server-side-encryption-cos-kms-key-id",
        },
        HostTemplate = "cos.{region}.myqcloud.com",
        Addressing = AddressingStyle.VirtualHost,
        SignatureSchemes = [SignatureScheme.CosHeader],
        EncodesLeadingSlash = true,
        CopySource = CopySourceFormat.HostAndKey,
        CopyMetadata = "Copy",
        ReplaceMetadata = "Replaced",
        ReplaceTags = "Replaced",
        ForbidOverwrite = new("x-cos-forbid-overwrite", "true"),
        KmsAlgorithm = "cos/kms",
        ListsVersion2 = false,
        KeyForm = KeyForm.Percent,
        ForbiddenInMetaNames = "_",
        RestoreParameters = "CASJobParameters",
        ErrorCodes = CosErrors.Codes,
        MessageMeanings = CosErrors.Messages,
        HasAppend = true,
        GranteePrefix = "uin/",
        OperationNames = new Dictionary<string, string>
        {
            ["CopyObject"] = "PUT Object - Copy",
            ["CreateMultipartUpload"] = "Initiate Multipart Upload",
            ["UploadPart"] = "Upload Part",
            ["UploadPartCopy"] = "Upload Part - Copy",
            ["CompleteMultipartUpload"] = "Complete Multipart Upload",
            ["AbortMultipartUpload"] = "Abort Multipart Upload",
            ["ListParts"] = "List Parts",
            ["ListMultipartUploads"] = "List Multipart Uploads",
            ["ListObjects"] = "GET Bucket",
            ["ListObjectVersions"] = "GET Bucket Object versions",
            ["HeadObject"] = "HEAD Object",
            ["GetObject"] = "GET Object",
            ["PutObject"] = "PUT Object",
            ["AppendObject"] = "APPEND Object",
            ["DeleteObject"] = "DELETE Object",
            ["DeleteObjects"] = "DELETE Multiple Objects",
            ["GetObjectTagging"] = "GET Object tagging",
            ["PutObjectTagging"] = "PUT Object tagging",
            ["GetObjectAcl"] = "GET Object acl",
            ["PutObjectAcl"] = "PUT Object acl",
            ["RestoreObject"] = "POST Object restore",
            ["HeadBucket"] = "HEAD Bucket",
            ["CreateBucket"] = "PUT Bucket",
            ["DeleteBucket"] = "DELETE Bucket",
            ["ListBuckets"] = "GET Service",
            ["GetBucketVersioning"] = "GET Bucket versioning",
            ["PutBucketVersioning"] = "PUT Bucket versioning",
        }.ToFrozenDictionary(),
    };
}
