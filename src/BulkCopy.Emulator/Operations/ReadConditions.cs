using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Conditions of GET and HEAD, and of the source of a copy.</summary>
internal static class ReadConditions
{
    public static EmulatorError? Check(EmulatorRequest request, ObjectVersion version)
    {
        if (request.Header("If-Match") is { } match)
        {
            if (!MatchesAny(match, version.ETag)) return Refusals.PreconditionFailed("If-Match");
        }
        else if (IsAfter(version, request.Header("If-Unmodified-Since")) == true)
        {
            return Refusals.PreconditionFailed("If-Unmodified-Since");
        }
        var unmodified = request.Header("If-None-Match") is { } none
            ? MatchesAny(none, version.ETag)
            : IsAfter(version, request.Header("If-Modified-Since")) == false;
        if (!unmodified) return null;
        return Refusals.NotModified.WithHeader("ETag", ObjectCommit.QuotedTag(request.Profile, version.ETag))
            .WithHeader("Last-Modified", HttpDates.Rfc1123(version.LastModified));
    }

    /// <summary>The four copy-source conditions with each dialect's combinations and statuses.</summary>
    public static EmulatorError? CheckSource(EmulatorRequest request, ObjectVersion source)
    {
        if (request.IgnoresCopyConditions) return null;
        var names = request.Profile.Headers;
        var match = request.Header(names.SourceIfMatch);
        var none = request.Header(names.SourceIfNoneMatch) ?? (request.Profile.Dialect == EmulatorDialect.S3 ? request.Header(names.SourceIfNonematch) : null);
        var modified = request.Header(names.SourceIfModifiedSince);
        var unmodified = request.Header(names.SourceIfUnmodifiedSince);
        if (match is null && none is null && modified is null && unmodified is null) return null;
        if (request.Profile.SourceConditionsConflict && Conflicts(match, none, modified, unmodified)) return Refusals.ConditionConflict;
        if (!IsDate(modified) || !IsDate(unmodified)) return Refusals.InvalidArgument("A copy-source condition holds no date.");

        if (match is not null && !MatchesAny(match, source.ETag)) return Refusals.PreconditionFailed(names.SourceIfMatch);
        // A matching ETag outweighs a later modification (S3 CopyObject, "x-amz-copy-source-if-match").
        if (match is null && IsAfter(source, unmodified) == true) return Refusals.PreconditionFailed(names.SourceIfUnmodifiedSince);
        if (none is not null && MatchesAny(none, source.ETag)) return Unmodified(request, names.SourceIfNoneMatch, source);
        if (none is null && IsAfter(source, modified) == false) return Unmodified(request, names.SourceIfModifiedSince, source);
        return null;
    }

    private static EmulatorError Unmodified(EmulatorRequest request, string condition, ObjectVersion source) =>
        request.Profile.SourceUnmodifiedStatus == 304
            ? Refusals.NotModified.WithHeader("ETag", ObjectCommit.QuotedTag(request.Profile, source.ETag))
            : Refusals.PreconditionFailed(condition);

    // None-Match goes with Modified only, Match with Unmodified only (COS "Upload Part - Copy").
    private static bool Conflicts(string? match, string? none, string? modified, string? unmodified) =>
        (modified is not null && (match is not null || unmodified is not null)) || (unmodified is not null && none is not null)
        || (match is not null && none is not null);

    private static bool MatchesAny(string header, EntityTag tag)
    {
        if (header.Trim() is "*") return true;
        foreach (var range in header.AsSpan().Split(','))
        {
            if (tag.Matches(header.AsSpan()[range])) return true;
        }
        return false;
    }

    private static bool IsDate(string? text) => text is null || HttpDates.TryParse(text, out _);

    /// <summary>Null when the header is absent or holds no date.</summary>
    private static bool? IsAfter(ObjectVersion version, string? header)
    {
        if (header is null || !HttpDates.TryParse(header, out var date)) return null;
        return version.LastModified.ToUnixTimeSeconds() > date.ToUnixTimeSeconds();
    }
}
