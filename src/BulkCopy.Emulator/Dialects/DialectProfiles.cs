namespace BulkCopy.Emulator.Dialects;

/// <summary>The vendors. Values are the vendors' documented ones; where documents disagree, the stricter is taken.</summary>
internal static class DialectProfiles
{
    private const long Kilobyte = 1024;
    private const long Megabyte = 1024 * Kilobyte;
    private const long Gigabyte = 1024 * Megabyte;

    public static DialectProfile Cos { get; } = new()
    {
        Dialect = EmulatorDialect.Cos,
        Name = "cos",
        Headers = new DialectHeaders("x-cos-"),
        ServerHeader = "tencent-cos",
        DefaultRegion = "ap-guangzhou",
        XmlNamespace = "",
        KeyLimitBytes = 850,
        KeyTooLongCode = "KeyTooLong",
        MetadataLimitBytes = 2048,
        MetadataNamesMayContainUnderscore = false,
        SimpleCopyLimit = 5 * Gigabyte,
        SimpleCopyLimitCode = "EntityTooLarge",
        SinglePutLimit = 5 * Gigabyte,
        PartMinimum = Megabyte,
        PartMaximum = 5 * Gigabyte,
        PartsMustBeConsecutive = true,
        PartCopyBadRange = PartRangeRule.InvalidRange,
        SourceConditionsConflict = true,
        CopyDirective = "Copy",
        ReplaceDirective = "Replaced",
        CopyTags = "Copy",
        ReplaceTags = "Replaced",
        CopyDate = CopyDate.Seconds,
        PartCopyDate = CopyDate.SecondsWithoutZone,
        CopyBodyHasCrcAndVersion = true,
        HasCrc64 = true,
        StorageClasses =
        [
            "STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ARCHIVE", "DEEP_ARCHIVE",
            "MAZ_STANDARD", "MAZ_STANDARD_IA", "MAZ_INTELLIGENT_TIERING",
        ],
        ArchiveClasses = ["ARCHIVE", "DEEP_ARCHIVE"],
        UnknownClassCode = "NotSupportedStorageClass",
        ListsOwnerAlways = true,
        UnversionedId = "",
        MarkerByIdStatus = 404,
        SendsNullVersionId = false,
        Encryptions = ["AES256", "cos/kms", "SM4"],
        CannedAcls =
        [
            "default", "private", "public-read", "public-read-write", "authenticated-read",
            "bucket-owner-read", "bucket-owner-full-control",
        ],
        RestoreJobElement = "CASJobParameters",
        RestoreWrongClassStatus = 405,
        RestoreWrongClassCode = "RestoreNonArchiveObject",
        ThrottleCode = "SlowDown",
        ChunkedCopyAnswer = true,
    };

    public static DialectProfile Oss { get; } = new()
    {
        Dialect = EmulatorDialect.Oss,
        Name = "oss",
        Headers = new DialectHeaders("x-oss-"),
        ServerHeader = "AliyunOSS",
        DefaultRegion = "cn-hangzhou",
        XmlNamespace = "",
        KeyLimitBytes = 1023,
        KeyTooLongCode = "InvalidObjectName",
        MetadataLimitBytes = 8192,
        SimpleCopyLimit = Gigabyte,
        SimpleCopyLimitCode = "EntityTooLarge",
        SinglePutLimit = 5 * Gigabyte,
        PartMinimum = 100 * Kilobyte,
        PartMaximum = 5 * Gigabyte,
        PartCopyBadRange = PartRangeRule.WholeObject,
        SourceUnmodifiedStatus = 304,
        CopyDirective = "COPY",
        ReplaceDirective = "REPLACE",
        CopyTags = "Copy",
        ReplaceTags = "Replace",
        ETagUpperCase = true,
        CopyDate = CopyDate.Milliseconds,
        PartCopyDate = CopyDate.Milliseconds,
        HasCrc64 = true,
        StorageClasses = ["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"],
        ArchiveClasses = ["Archive", "ColdArchive", "DeepColdArchive"],
        UnknownClassCode = "InvalidArgument",
        OmitsDefaultClass = false,
        ListDefault = 100,
        ListsV2 = true,
        UnversionedId = "null",
        RangeUnsatisfiableIsWhole = true,
        QuietDeleteIsEmpty = true,
        HasCustomerKeys = false,
        Encryptions = ["AES256", "KMS", "SM4"],
        CannedAcls = ["default", "private", "public-read", "public-read-write"],
        RestoreJobElement = "JobParameters",
        RestoreWrongClassStatus = 400,
        RestoreWrongClassCode = "OperationNotSupported",
        ThrottleCode = "ServiceUnavailable",
    };

    public static DialectProfile S3 { get; } = new()
    {
        Dialect = EmulatorDialect.S3,
        Name = "s3",
        Headers = new DialectHeaders("x-amz-"),
        ServerHeader = "AmazonS3",
        DefaultRegion = "us-east-1",
        XmlNamespace = "http://s3.amazonaws.com/doc/2006-03-01/",
        KeyLimitBytes = 1024,
        KeyTooLongCode = "KeyTooLongError",
        MetadataLimitBytes = 2048,
        SimpleCopyLimit = 5 * Gigabyte,
        SimpleCopyLimitCode = "InvalidRequest",
        SinglePutLimit = 5 * Gigabyte,
        PartMinimum = 5 * Megabyte,
        PartMaximum = 5 * Gigabyte,
        PartCopyBadRange = PartRangeRule.InvalidArgument,
        CopyDirective = "COPY",
        ReplaceDirective = "REPLACE",
        CopyTags = "COPY",
        ReplaceTags = "REPLACE",
        CopyDate = CopyDate.Milliseconds,
        PartCopyDate = CopyDate.Milliseconds,
        StorageClasses =
        [
            "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING",
            "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE", "OUTPOSTS", "SNOW", "EXPRESS_ONEZONE",
        ],
        ArchiveClasses = ["GLACIER", "DEEP_ARCHIVE"],
        UnknownClassCode = "InvalidStorageClass",
        ListsV2 = true,
        NextMarkerOnlyWithDelimiter = true,
        EncodesBlankAsPlus = true,
        UnversionedId = "null",
        Encryptions = ["AES256", "aws:kms", "aws:kms:dsse"],
        CannedAcls =
        [
            "private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read",
            "bucket-owner-read", "bucket-owner-full-control", "log-delivery-write",
        ],
        RestoreJobElement = "GlacierJobParameters",
        RestoreWrongClassCode = "InvalidObjectState",
        ThrottleCode = "SlowDown",
        ChunkedCopyAnswer = true,
    };

    /// <summary>Baishan Cloud: S3 with its own spellings (BSC documents "Upload Part - Copy", "PUT Object - Copy").</summary>
    public static DialectProfile Bsc { get; } = S3 with
    {
        Name = "bsc",
        ServerHeader = "openresty",
        KeyLimitBytes = 512,
        MetadataLimitBytes = 65_536,
        SinglePutLimit = 1024 * Gigabyte,
        PartMinimum = 0,
        PartMaximum = 512 * Megabyte,
        PartCountLimit = 2000,
        PartCopyRoot = "CopyObjectResult",
        ETagQuotedInPartCopy = false,
        CopyDate = CopyDate.Rfc1123,
        PartCopyDate = CopyDate.Rfc1123,
        ListDefault = 400,
        ListPartsDefault = 2048,
        NextMarkerOnlyWithDelimiter = false,
        ChunkedCopyAnswer = false,
        CompleteContentType = "text/json",
    };

    public static DialectProfile Of(EmulatorDialect dialect) => dialect switch
    {
        EmulatorDialect.Cos => Cos,
        EmulatorDialect.Oss => Oss,
        _ => S3,
    };
}
