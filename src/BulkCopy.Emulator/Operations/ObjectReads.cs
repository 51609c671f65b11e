using System.Globalization;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>GET and HEAD Object.</summary>
internal sealed class ObjectReads(BucketAccess access)
{
    private static readonly string[] Overrides =
    [
        "response-content-type", "response-content-language", "response-expires",
        "response-cache-control", "response-content-disposition", "response-content-encoding",
    ];

    public Answer Read(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (ObjectLookup.Find(request, bucket).Failed(out error, out var version)) return error;
        if (!BucketAccess.IsAllowed(request, bucket, version, Permissions.Read)) return Refusals.AccessDenied;
        if (CheckOverrides(request) is { } bad) return bad;
        if (version.Attributes.SymlinkTarget is { } target && FollowLink(request, bucket, target).Failed(out error, out version)) return error;
        if (EncryptionReader.CheckRead(request.Profile, request.Http.Request.Headers, version, asSource: false) is { } wrongKey) return wrongKey;
        if (ReadConditions.Check(request, version) is { } notMet) return notMet;
        if (!request.IsHead && !IsReadable(request, version)) return Refusals.Archived(request.Profile, version.StorageClass);
        return request.Query.Has("partNumber") && request.Profile.Dialect == EmulatorDialect.S3
            ? ReadPart(request, bucket, version)
            : ReadRange(request, bucket, version);
    }

    /// <summary>Whether the bytes can be read now: not archived, or restored and not expired.</summary>
    public static bool IsReadable(EmulatorRequest request, ObjectVersion version) =>
        !request.Profile.IsArchive(version.StorageClass) || version.Attributes.Restore?.IsReadable(request.Now) == true;

    private static Answer ReadRange(EmulatorRequest request, Bucket bucket, ObjectVersion version)
    {
        var length = version.Content.Length;
        var range = new ByteRange(0, length);
        var verdict = request.Header("Range") is { } header ? ByteRange.Resolve(header, length, out range) : RangeVerdict.NotARange;
        if (verdict == RangeVerdict.Unsatisfiable)
        {
            var whole = request.Profile.RangeUnsatisfiableIsWhole && request.Header("x-oss-range-behavior") != "standard";
            if (!whole) return Refusals.InvalidRange.WithHeader("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes */{length}"));
            range = new ByteRange(0, length);
        }
        return Describe(request, bucket, version, range, verdict == RangeVerdict.Satisfiable);
    }

    private static Answer ReadPart(EmulatorRequest request, Bucket bucket, ObjectVersion version)
    {
        var number = request.QueryNumber("partNumber") ?? -1;
        var parts = version.ETag.Parts > 0 && version.Content is JoinedContent joined && joined.Parts.Count == version.ETag.Parts ? joined.Parts : [version.Content];
        if (number < 1) return Refusals.InvalidArgument("Part number must be an integer between 1 and 10000, inclusive");
        if (number > parts.Count) return new EmulatorError(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
        var range = new ByteRange(parts.Take(number - 1).Sum(part => part.Length), parts[number - 1].Length);
        var answer = Describe(request, bucket, version, range, isPartial: range.Length > 0);
        if (version.ETag.Parts > 0) answer.With("x-amz-mp-parts-count", version.ETag.Parts.ToString(CultureInfo.InvariantCulture));
        return answer;
    }

    private static Answer Describe(EmulatorRequest request, Bucket bucket, ObjectVersion version, ByteRange range, bool isPartial)
    {
        var answer = new Answer(isPartial ? 206 : 200)
        {
            Content = version.Content, ContentOffset = range.Offset, ContentLength = range.Length,
        };
        ObjectHeaders.Add(answer, request, bucket, version);
        if (isPartial)
        {
            answer.With("Content-Range", string.Create(CultureInfo.InvariantCulture,
                $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{version.Content.Length}"));
        }
        return answer;
    }

    private static EmulatorError? CheckOverrides(EmulatorRequest request)
    {
        if (request.Query.Items.Count == 0) return null;
        foreach (var name in Overrides)
        {
            if (request.Query.Find(name) is not { } value) continue;
            if (request.AccountId is null)
                return Refusals.InvalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
            if (value.AsSpan().ContainsAnyInRange('\0', '\u001f') || value.Contains('\u007f'))
                return Refusals.InvalidArgument($"{name} holds a control character.");
        }
        return null;
    }

    private static Outcome<ObjectVersion> FollowLink(EmulatorRequest request, Bucket bucket, string target)
    {
        ObjectVersion? version;
        lock (bucket.Gate) version = bucket.Current(target);
        if (version is null) return new EmulatorError(404, "SymlinkTargetNotExist", "The target of the symbolic link does not exist.");
        return version.Attributes.SymlinkTarget is null
            ? version
            : new EmulatorError(400, "InvalidTargetType", "The target of the symbolic link is a symbolic link.");
    }
}
