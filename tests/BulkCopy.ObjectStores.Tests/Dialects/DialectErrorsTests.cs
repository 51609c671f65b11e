using Xunit;

namespace BulkCopy.ObjectStores.Tests.Dialects;

/// <summary>Every code that the providers' error lists have for copying and migrating has a meaning.</summary>
public sealed class DialectErrorsTests
{
    private const string Cos = """
        BadDigest EntitySizeNotMatch EntityTooLarge EntityTooSmall ExpiredToken IncompleteBody IncorrectNumberOfFilesInPostRequest InvalidArgument InvalidBucketName
        InvalidCopySource InvalidDelimiter InvalidDigest InvalidObjectName InvalidPart InvalidPartOrder InvalidPolicyDocument InvalidRequest InvalidTag InvalidURI KeyTooLong
        KmsException KmsKeyDisabled KmsKeyNotExist MalformedPOSTRequest MalformedXML MAZOperationNotSupportOnOAZBucket MissingRequestBodyError MultiAZFeatureNotSupport
        NotSupportedStorageClass OAZOperationNotSupportOnMAZBucket RequestTimeout SSEContentNotSupported SSEHeaderNotAllowed SsecDecryptHeaderInvalid UserNetworkTooSlow
        PaymentRequired AccessDenied InvalidAccessKeyId InvalidObjectState RequestTimeTooSkewed SignatureDoesNotMatch UserNotSourceBucketOwner UserNotTargetBucketOwner
        NoSuchBucket NoSuchCopySource NoSuchKey NoSuchTagSet NoSuchUpload NoSuchVersion MethodNotAllowed RestoreNonArchiveObject UploadIdNotSupported AppendPositionErr
        BucketAlreadyExists BucketAlreadyOwnedByYou BucketNotEmpty FileAlreadyExists InvalidBucketState ObjectLocked ObjectNotAppendable PathConflict RestoreAlreadyInProgress
        UploadConflict MissingContentLength PreconditionFailed InvalidRange UnavailableForLegalReasons InternalError KmsInternalException NotImplemented SlowDown
        ServiceUnavailable KmsFreqControl BucketAccelerateNotEnabled ActionAccelerateNotSupported
        """;

    private const string Oss = """
        InvalidArgument InvalidBucketName InvalidObjectName InvalidDigest InvalidCRC64 InvalidPart InvalidPartOrder EntityTooSmall EntityTooLarge InvalidEncryptionAlgorithmError
        InvalidTag MalformedXML MissingArgument NotImplemented OperationNotSupported IncompleteBody RequestTimeout BadRequest FieldItemTooLong InvalidPolicyDocument
        MalformedPOSTRequest IncorrectNumberOfFilesInPOSTRequest MaxPOSTPreDataLengthExceededError RequestIsNotMultiPartContent InvalidTargetType NotSymlink AccessDenied
        InvalidAccessKeyId SignatureDoesNotMatch RequestTimeTooSkewed InvalidSecurityToken SecurityTokenExpired InvalidObjectState KmsServiceNotEnabled PermanentRedirect
        SecondLevelDomainForbidden NonStandardHostForbidden UserDisable BucketDisable NoSuchBucket NoSuchKey NoSuchUpload NoSuchVersion SymlinkTargetNotExist KeyNotFound
        MethodNotAllowed MissingContentLength PreconditionFailed InvalidRange MirrorFailed FileAlreadyExists FileImmutable ObjectNotAppendable PositionNotEqualToLength
        RestoreAlreadyInProgress BucketAlreadyExists BucketNotEmpty KeyDisabled KeyPendingDeletion InternalError ServiceUnavailable DownloadTrafficRateLimitExceeded
        UploadTrafficRateLimitExceeded TotalQpsLimitExceeded MetaOperationQpsLimitExceeded ActiveRequestLimitExceeded CpuLimitExceeded RepeatedTags TooManyTags InvalidTaggingKey
        AccessKeyIdAndSecurityTokenNotMatch SecurityTokenNotSupported
        """;

    private const string S3 = """
        PermanentRedirect TemporaryRedirect AuthorizationHeaderMalformed AuthorizationQueryParametersError BadDigest EntityTooLarge EntityTooSmall ExpiredToken IncompleteBody
        InvalidArgument InvalidDigest InvalidPart InvalidPartOrder InvalidPolicyDocument InvalidRequest InvalidStorageClass InvalidTag KeyTooLongError MalformedPOSTRequest
        MalformedXML MetadataTooLarge RequestTimeout XAmzContentSHA256Mismatch AccessDenied InvalidAccessKeyId InvalidObjectState RequestTimeTooSkewed SignatureDoesNotMatch
        ObjectAlreadyInActiveTierError NoSuchBucket NoSuchKey NoSuchUpload NoSuchVersion MethodNotAllowed BucketAlreadyExists BucketAlreadyOwnedByYou BucketNotEmpty
        ConditionalRequestConflict OperationAborted RestoreAlreadyInProgress MissingContentLength PreconditionFailed InvalidRange InternalError NotImplemented ServiceUnavailable
        SlowDown SlowDownRead SlowDownWrite GlacierExpeditedRetrievalNotAvailable MaxPostPreDataLengthExceededError PriorRequestNotComplete RequestTimeoutException
        RequestLimitExceeded BandwidthLimitExceeded TooManyRequestsException RequestThrottled Throttling ThrottlingException
        """;

    [Theory]
    [InlineData("cos", Cos), InlineData("oss", Oss), InlineData("s3", S3)]
    public void Documented_code_has_a_meaning(string dialect, string codes)
    {
        var known = Dialect.Parse(dialect).Wire.ErrorCodes;
        Assert.All(codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), code => Assert.Contains(code, known.Keys));
    }

    [Theory]
    [InlineData("cos"), InlineData("oss"), InlineData("s3"), InlineData("bsc"), InlineData("ceph"), InlineData("minio")]
    public void Limits_make_sense_together(string name)
    {
        var dialect = Dialect.Parse(name);
        var limits = dialect.Limits;
        Assert.True(limits.MinPartBytes <= limits.MaxPartBytes);
        Assert.True((decimal)limits.MaxPartBytes * limits.MaxParts >= 0.9m * limits.ObjectBytes);
        Assert.True(dialect.StorageClasses.Classes.Count == 0 || dialect.StorageClasses.Find(dialect.DefaultStorageClass) is not null);
        Assert.NotEmpty(dialect.Wire.SignatureSchemes);
    }
}
