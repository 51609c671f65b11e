using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;

namespace BulkCopy.Emulator.Requests;

/// <summary>The object a copy reads, from the dialect's copy-source header.</summary>
/// <param name="Region">COS: the region in the source's host name; null elsewhere.</param>
internal sealed record CopySource(string Bucket, string Key, string? VersionId, string? Region)
{
    private const string VersionMark = "?versionId=";

    public static bool TryParse(DialectProfile profile, string value, out CopySource source, out EmulatorError error)
    {
        error = Malformed(profile);
        source = null!;
        var mark = value.IndexOf(VersionMark, StringComparison.OrdinalIgnoreCase);
        var path = mark < 0 ? value : value[..mark];
        var versionId = mark < 0 ? null : PercentText.Decode(value.AsSpan(mark + VersionMark.Length));
        if (mark >= 0 && string.IsNullOrEmpty(versionId)) return false;
        source = (profile.Dialect == EmulatorDialect.Cos ? ParseHosted(path, versionId) : ParseNamed(path, versionId))!;
        return source is not null;
    }

    // Scheme-less host first: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/key
    private static CopySource? ParseHosted(string path, string? versionId)
    {
        if (path.Contains("://", StringComparison.Ordinal)) return null;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0) return null;
        var host = HostAddress.Parse(path[..slash]);
        var key = PercentText.Decode(path.AsSpan(slash + 1));
        if (host.Profile?.Dialect == EmulatorDialect.Cos && host.Bucket is { } bucket && !string.IsNullOrEmpty(key))
            return new CopySource(bucket, key, versionId, host.Region);
        return null;
    }

    // Decoded as a whole before it is split, because Baishan's clients encode the slashes too.
    private static CopySource? ParseNamed(string path, string? versionId)
    {
        var decoded = PercentText.Decode(path);
        if (decoded is null) return null;
        if (decoded.StartsWith('/')) decoded = decoded[1..];
        var slash = decoded.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == decoded.Length - 1) return null;
        return new CopySource(decoded[..slash], decoded[(slash + 1)..], versionId, null);
    }

    private static EmulatorError Malformed(DialectProfile profile) => profile.Dialect switch
    {
        EmulatorDialect.Cos => new EmulatorError(400, "InvalidCopySource", "The copy source must be <host>/<key>, with a host that names bucket and region."),
        EmulatorDialect.Oss => Refusals.InvalidArgument("Copy Source must mention the source bucket and key: /sourcebucket/sourcekey."),
        _ => Refusals.InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey."),
    };
}
