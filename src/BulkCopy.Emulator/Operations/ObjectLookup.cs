using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Finds the version a request means, with each dialect's answers for missing ones and delete markers.</summary>
internal static class ObjectLookup
{
    /// <summary>The version named by the request's versionId, or the current one.</summary>
    public static Outcome<ObjectVersion> Find(EmulatorRequest request, Bucket bucket)
    {
        var profile = request.Profile;
        var versionId = request.Query.Find("versionId");
        if (string.IsNullOrEmpty(versionId)) return FindCurrent(request, bucket);
        if (!VersionIds.TryParse(profile, versionId, out var reference)) return BadVersionId(request);
        ObjectVersion? version;
        lock (bucket.Gate) version = bucket.Find(request.Key!, reference);
        if (version is null) return Refusals.NoSuchVersion.WithDetail("Key", request.Key!).WithDetail("VersionId", versionId);
        if (!version.IsDeleteMarker) return version;
        var refusal = profile.MarkerByIdStatus == 404 ? Refusals.NoSuchKey : Refusals.MethodNotAllowed;
        return refusal.WithHeader(profile.Headers.DeleteMarker, "true").WithHeader(profile.Headers.VersionId, versionId);
    }

    /// <summary>The version a copy reads: a marker by its id is a bad request, everything missing is 404.</summary>
    public static Outcome<ObjectVersion> FindSource(EmulatorRequest request, Bucket bucket, CopySource source)
    {
        ObjectVersion? version;
        if (source.VersionId is null)
        {
            lock (bucket.Gate) version = bucket.Current(source.Key);
            return version is null ? Refusals.NoSuchKey.WithDetail("Key", source.Key) : version;
        }
        if (!VersionIds.TryParse(request.Profile, source.VersionId, out var reference)) return BadVersionId(request);
        lock (bucket.Gate) version = bucket.Find(source.Key, reference);
        if (version is null) return Refusals.NoSuchVersion.WithDetail("Key", source.Key).WithDetail("VersionId", source.VersionId);
        if (!version.IsDeleteMarker) return version;
        return request.Profile.Dialect == EmulatorDialect.Oss && request.Operation == Operation.CopyObject
            ? Refusals.NoSuchKey
            : Refusals.InvalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.");
    }

    private static Outcome<ObjectVersion> FindCurrent(EmulatorRequest request, Bucket bucket)
    {
        ObjectVersion? newest;
        lock (bucket.Gate) newest = bucket.Newest(request.Key!);
        if (newest is { IsDeleteMarker: false }) return newest;
        // Who may not list the bucket is not told that a key is missing.
        if (!BucketAccess.IsAllowed(request, bucket, Permissions.Read)) return Refusals.AccessDenied;
        var missing = Refusals.NoSuchKey.WithDetail("Key", request.Key!);
        if (newest is null) return missing;
        var names = request.Profile.Headers;
        return missing.WithHeader(names.DeleteMarker, "true").WithHeader(names.VersionId, VersionIds.Format(request.Profile, newest));
    }

    private static EmulatorError BadVersionId(EmulatorRequest request) => request.Profile.Dialect == EmulatorDialect.Cos
        ? Refusals.NoSuchVersion
        : Refusals.InvalidArgument("Invalid version id specified");
}
