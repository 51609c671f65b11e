using System.Text;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Storage;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Requests;

/// <summary>What the headers (or form fields) of a write say about the object to come.</summary>
internal static class AttributeReader
{
    /// <summary>Metadata, tags, ACL and encryption, each checked against the dialect's limits.</summary>
    public static Outcome<ObjectAttributes> Read(DialectProfile profile, IHeaderDictionary headers)
    {
        var metadata = ReadMetadata(profile, headers);
        if (metadata.Failed(out var error, out var attributes)) return error;
        if (EncryptionReader.Read(profile, headers, out var encryption) is { } badEncryption) return badEncryption;
        if (AccessListReader.Read(profile, headers, profile.Headers.Acl, out var acl) is { } badAcl) return badAcl;
        KeyValuePair<string, string>[] tags = [];
        string? tagging = headers[profile.Headers.Tagging];
        if (!string.IsNullOrEmpty(tagging) && TagReader.FromHeader(profile, tagging).Failed(out error, out tags!)) return error;
        if (encryption is null && acl is null && tags.Length == 0) return attributes;
        return attributes with { Encryption = encryption, Acl = acl, Tags = tags };
    }

    /// <summary>Only what the metadata directive governs.</summary>
    public static Outcome<ObjectAttributes> ReadMetadata(DialectProfile profile, IHeaderDictionary headers)
    {
        string? type = headers.ContentType;
        var plain = true;
        var size = 0;
        List<KeyValuePair<string, string>>? metadata = null;
        foreach (var (name, values) in headers)
        {
            if (IsSystemMetadata(name)) plain = false;
            if (!name.StartsWith(profile.Headers.Meta, StringComparison.OrdinalIgnoreCase)) continue;
            var suffix = name[profile.Headers.Meta.Length..].ToLowerInvariant();
            var value = values.ToString();
            if (CheckMetadata(profile, suffix, value) is { } bad) return bad;
            size += suffix.Length + Encoding.UTF8.GetByteCount(value);
            (metadata ??= []).Add(new(suffix, value));
        }
        if (size > profile.MetadataLimitBytes) return TooLarge(profile);
        foreach (var text in (ReadOnlySpan<string?>)[type, headers.CacheControl, headers.ContentDisposition, headers.ContentEncoding, headers.ContentLanguage, headers.Expires])
        {
            if (text is not null && HasControl(text)) return Refusals.InvalidArgument("A header holds a control character.");
        }
        if (plain && metadata is null) return ObjectAttributes.OfType(type);
        return new ObjectAttributes
        {
            ContentType = type, CacheControl = headers.CacheControl, ContentDisposition = headers.ContentDisposition,
            ContentEncoding = WithoutFraming(headers.ContentEncoding), ContentLanguage = headers.ContentLanguage, Expires = headers.Expires,
            WebsiteRedirect = headers["x-amz-website-redirect-location"], Metadata = metadata?.ToArray() ?? [],
        };
    }

    /// <summary>The class named by the headers, or the default of the bucket.</summary>
    public static EmulatorError? ReadClass(DialectProfile profile, IHeaderDictionary headers, Bucket bucket, out byte storageClass)
    {
        storageClass = bucket.DefaultClass;
        string? name = headers[profile.Headers.StorageClass];
        if (string.IsNullOrEmpty(name)) return null;
        storageClass = profile.ClassIndex(name);
        if (storageClass == byte.MaxValue)
        {
            return new EmulatorError(400, profile.UnknownClassCode, profile.Dialect == EmulatorDialect.Oss
                ? "No such bucket storage class exists." : "The storage class you specified is not valid.");
        }
        if (profile.Dialect != EmulatorDialect.Cos) return null;
        var multiZone = name.StartsWith("MAZ_", StringComparison.Ordinal);
        if (multiZone && !bucket.IsMultiZone)
            return new EmulatorError(400, "MAZOperationNotSupportOnOAZBucket", "A bucket in one zone does not take multi-AZ classes.");
        return !multiZone && bucket.IsMultiZone && !profile.IsArchive(storageClass)
            ? new EmulatorError(400, "OAZOperationNotSupportOnMAZBucket", "A multi-AZ bucket does not take single-AZ classes.")
            : null;
    }

    private static EmulatorError? CheckMetadata(DialectProfile profile, string suffix, string value)
    {
        if (suffix.Length == 0) return Refusals.InvalidArgument($"{profile.Headers.Meta} needs a name.");
        if (!profile.MetadataNamesMayContainUnderscore && suffix.Contains('_'))
            return Refusals.InvalidArgument($"{profile.Headers.Meta}{suffix}: metadata names may not contain an underscore.");
        return HasControl(value) ? Refusals.InvalidArgument($"{profile.Headers.Meta}{suffix} holds a control character.") : null;
    }

    private static EmulatorError TooLarge(DialectProfile profile) => profile.Dialect switch
    {
        EmulatorDialect.S3 => new EmulatorError(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"),
        EmulatorDialect.Oss => Refusals.InvalidArgument("The total size of the user metadata exceeds 8 KB."),
        _ => new EmulatorError(400, "KeyTooLong", "The total size of the user metadata exceeds 2 KB."),
    };

    private static bool IsSystemMetadata(string name) =>
        name.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase) || name.Equals("Expires", StringComparison.OrdinalIgnoreCase)
        || name.Equals("x-amz-website-redirect-location", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            && (name.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Content-Language", StringComparison.OrdinalIgnoreCase)));

    private static string? WithoutFraming(string? encoding)
    {
        if (encoding is null || !encoding.Contains("aws-chunked", StringComparison.OrdinalIgnoreCase)) return encoding;
        var rest = encoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(part => !part.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase));
        var text = string.Join(",", rest);
        return text.Length == 0 ? null : text;
    }

    private static bool HasControl(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Contains('\u007f');
}
