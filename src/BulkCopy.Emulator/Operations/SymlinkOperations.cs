using System.Security.Cryptography;
using System.Text;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>OSS symbolic links: an object without content that names another key of its bucket.</summary>
internal sealed class SymlinkOperations(BucketAccess access)
{
    private const string TargetHeader = "x-oss-symlink-target";

    public Answer Put(EmulatorRequest request)
    {
        var profile = request.Profile;
        var headers = request.Http.Request.Headers;
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        if (request.Header(TargetHeader) is not { Length: > 0 } encoded || PercentText.Decode(encoded) is not { Length: > 0 } target)
            return Refusals.InvalidArgument($"{TargetHeader} must name a key, URL-encoded.");
        if (Encoding.UTF8.GetByteCount(target) > profile.KeyLimitBytes) return new EmulatorError(400, profile.KeyTooLongCode, "The target's key is too long.");
        if (WriteCondition.Read(request, out var condition) is { } badCondition) return badCondition;
        if (AttributeReader.Read(profile, headers).Failed(out error, out var attributes)) return error;
        if (AttributeReader.ReadClass(profile, headers, bucket, out var storageClass) is { } badClass) return badClass;
        var version = new ObjectVersion(BytesContent.Empty, attributes with { SymlinkTarget = target }, request.AccountId ?? bucket.Owner)
        {
            ETag = EntityTag.FromHash(MD5.HashData(Encoding.UTF8.GetBytes(target))), StorageClass = storageClass, LastModified = request.Now,
        };
        if (ObjectCommit.Commit(bucket, request.Key!, version, condition) is { } refused) return refused;
        return Answer.Ok().With("ETag", ObjectCommit.QuotedTag(profile, version.ETag))
            .With(profile.Headers.VersionId, ObjectCommit.VersionIdOf(profile, bucket, version));
    }

    public Answer Get(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (ObjectLookup.Find(request, bucket).Failed(out error, out var version)) return error;
        if (!BucketAccess.IsAllowed(request, bucket, version, Permissions.Read)) return Refusals.AccessDenied;
        if (version.Attributes.SymlinkTarget is not { } target) return new EmulatorError(400, "NotSymlink", "The object is no symbolic link.");
        return Answer.Ok().With(TargetHeader, PercentText.Encode(target, "/")).With("ETag", ObjectCommit.QuotedTag(request.Profile, version.ETag))
            .With("Last-Modified", HttpDates.Rfc1123(version.LastModified))
            .With(request.Profile.Headers.VersionId, bucket.Versioning == Versioning.Unset ? null : VersionIds.Format(request.Profile, version));
    }
}
