using System.Globalization;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>What may be copied onto what, and what the copy's ETag is.</summary>
internal static class CopyRules
{
    private static readonly EmulatorError CopyOntoItself = Refusals.InvalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, "
        + "storage class, website redirect location or encryption attributes.");

    /// <summary>COS: a multi-AZ object can only be copied with its own class ("PUT Object - Copy", storage classes).</summary>
    public static EmulatorError? CheckClasses(DialectProfile profile, byte from, byte to)
    {
        if (profile.Dialect != EmulatorDialect.Cos || from == to) return null;
        return profile.StorageClasses[from].StartsWith("MAZ_", StringComparison.Ordinal)
            ? Refusals.InvalidRequest($"An object of class {profile.StorageClasses[from]} cannot be copied to {profile.StorageClasses[to]}.")
            : null;
    }

    public static EmulatorError TooLarge(DialectProfile profile) => new(400, profile.SimpleCopyLimitCode, profile.Dialect switch
    {
        EmulatorDialect.Oss => "Source object Length exceeds the maximum allowed size.",
        EmulatorDialect.Cos => "The source object is larger than 5 GB; use Upload Part - Copy.",
        _ => "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120",
    });

    /// <summary>Copying an object onto itself must change something; OSS replaces the metadata in any case.</summary>
    public static EmulatorError? CheckSameObject(
        EmulatorRequest request, Bucket bucket, FoundSource found, bool replaces, byte storageClass, ObjectAttributes attributes)
    {
        if (replaces || !ReferenceEquals(bucket, found.Bucket) || found.Source.Key != request.Key) return null;
        if (request.Profile.Dialect == EmulatorDialect.Oss) return null;
        if (request.Profile.Dialect == EmulatorDialect.Cos) return TagsReplaced(request) ? null : CopyOntoItself;
        var changes = storageClass != found.Version.StorageClass || attributes.Encryption != found.Version.Attributes.Encryption
            || found.Source.VersionId is not null || TagsReplaced(request);
        return changes ? null : CopyOntoItself;
    }

    /// <summary>A copy is one piece, so its ETag is an MD5 again; generated content too large to hash keeps its source's.</summary>
    public static EntityTag TagOfCopy(ObjectVersion source, Encryption? encryption)
    {
        var keepsMd5 = encryption is null || encryption.KeepsMd5ETag;
        var sourceShowsMd5 = source.ETag.Parts == 0 && source.Attributes.Encryption?.KeepsMd5ETag != false && !source.Attributes.IsAppendable;
        if (keepsMd5 && (sourceShowsMd5 || source.Content.IsSynthetic)) return source.ETag;
        return ObjectCommit.TagOf(source.Content.IsSynthetic ? new byte[16] : source.Content.ComputeMd5(), encryption);
    }

    public static string DateText(CopyDate format, DateTimeOffset date) => format switch
    {
        CopyDate.Seconds => HttpDates.Seconds(date),
        CopyDate.SecondsWithoutZone => date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        CopyDate.Rfc1123 => HttpDates.Rfc1123(date),
        _ => HttpDates.Milliseconds(date),
    };

    private static bool TagsReplaced(EmulatorRequest request) =>
        request.Profile.ReplaceTags.Equals(request.Header(request.Profile.Headers.TaggingDirective), StringComparison.OrdinalIgnoreCase);
}
