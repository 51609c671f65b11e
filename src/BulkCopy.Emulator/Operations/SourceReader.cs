using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>The source of a copy: found, readable, and meeting its conditions.</summary>
internal sealed record FoundSource(CopySource Source, Bucket Bucket, ObjectVersion Version)
{
    /// <summary>COS tells the source's version only when it was asked for; the others whenever there is one.</summary>
    public string? VersionIdHeader(DialectProfile profile) =>
        Source.VersionId is not null ? VersionIds.Format(profile, Version)
        : profile.Dialect != EmulatorDialect.Cos && Bucket.Versioning != Versioning.Unset ? VersionIds.Format(profile, Version)
        : null;
}

/// <summary>Opens the source of a copy or part copy in the order the vendors check: bucket, object, permission, region, key, class, conditions.</summary>
internal sealed class SourceReader(BucketAccess access)
{
    public Outcome<FoundSource> Open(EmulatorRequest request, Bucket destination)
    {
        var profile = request.Profile;
        if (!CopySource.TryParse(profile, request.Header(profile.Headers.CopySource) ?? "", out var source, out var malformed)) return malformed;
        if (access.OpenSource(request, source).Failed(out var error, out var bucket)) return error;
        if (profile.Dialect == EmulatorDialect.Oss && bucket.Region != destination.Region)
            return new EmulatorError(403, "AccessDenied", "Target object does not reside in the same data center as source object.");
        if (ObjectLookup.FindSource(request, bucket, source).Failed(out error, out var version))
            return error.Status == 404 && !BucketAccess.IsAllowed(request, bucket, Permissions.Read) ? Refusals.AccessDenied : error;
        if (!BucketAccess.IsAllowed(request, bucket, version, Permissions.Read)) return Refusals.AccessDenied;
        if (version.Attributes.IsAppendable && profile.Dialect == EmulatorDialect.Oss)
            return new EmulatorError(400, "OperationNotSupported", "An appendable object cannot be copied.");
        if (EncryptionReader.CheckRead(profile, request.Http.Request.Headers, version, asSource: true) is { } wrongKey) return wrongKey;
        if (ReadConditions.CheckSource(request, version) is { } notMet) return notMet;
        if (!ObjectReads.IsReadable(request, version)) return Refusals.Archived(profile, version.StorageClass);
        return new FoundSource(source, bucket, version);
    }
}
