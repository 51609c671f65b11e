using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Opens a bucket for a request: existence, region, owner checks, permissions.</summary>
internal sealed class BucketAccess(ObjectStorage storage)
{
    /// <summary>The bucket of the request, if the sender has <paramref name="wanted"/> on it (nothing is checked for None).</summary>
    public Outcome<Bucket> Open(EmulatorRequest request, Permissions wanted)
    {
        var bucket = storage.Find(request.Profile.Dialect, request.Bucket!);
        if (bucket is null) return Refusals.NoSuchBucket.WithDetail("BucketName", request.Bucket!);
        if (request.Region is { } region && request.IsVirtualHost && bucket.Region != region) return WrongRegion(request, bucket);
        if (request.Header("x-amz-expected-bucket-owner") is { } expected && expected != bucket.Owner) return Refusals.AccessDenied;
        return IsAllowed(request, bucket, wanted) ? bucket : Refusals.AccessDenied;
    }

    /// <summary>The bucket a copy reads from. Whether the object may be read is the object's matter.</summary>
    public Outcome<Bucket> OpenSource(EmulatorRequest request, CopySource source)
    {
        var bucket = storage.Find(request.Profile.Dialect, source.Bucket);
        if (bucket is null || (source.Region is { } region && region != bucket.Region))
            return Refusals.NoSuchBucket.WithDetail("BucketName", source.Bucket);
        if (request.Header("x-amz-source-expected-bucket-owner") is { } expected && expected != bucket.Owner) return Refusals.AccessDenied;
        return bucket;
    }

    public static bool IsAllowed(EmulatorRequest request, Bucket bucket, Permissions wanted) =>
        wanted == Permissions.None || request.AccountId == bucket.Owner || bucket.Acl.Allows(request.AccountId, wanted);

    /// <summary>Whether the sender may do <paramref name="wanted"/> with a version; the bucket's owner may always.</summary>
    public static bool IsAllowed(EmulatorRequest request, Bucket bucket, ObjectVersion version, Permissions wanted)
    {
        if (request.AccountId is { } account && (account == bucket.Owner || account == version.Owner)) return true;
        var inherits = request.Profile.Dialect != EmulatorDialect.S3;
        var acl = version.Attributes.Acl ?? (inherits ? bucket.Acl : AccessList.Private);
        return acl.Allows(request.AccountId, wanted);
    }

    private static EmulatorError WrongRegion(EmulatorRequest request, Bucket bucket) => request.Profile.Dialect switch
    {
        EmulatorDialect.Cos => Refusals.NoSuchBucket,
        EmulatorDialect.Oss => new EmulatorError(403, "AccessDenied",
                "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.")
            .WithDetail("Endpoint", $"oss-{bucket.Region}.aliyuncs.com"),
        _ => new EmulatorError(301, "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.")
            .WithDetail("Endpoint", $"{bucket.Name}.s3.{bucket.Region}.amazonaws.com").WithHeader("x-amz-bucket-region", bucket.Region),
    };
}
