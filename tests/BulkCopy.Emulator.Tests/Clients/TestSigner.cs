using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Emulator.Tests.Clients;

/// <summary>The simplest signature of each vendor, written from the documents alone: COS, OSS V1, S3 V2.</summary>
internal static class TestSigner
{
    private static readonly string[] SubResources =
    [
        "acl", "append", "delete", "location", "partNumber", "position", "restore", "symlink", "tagging", "uploadId", "uploads", "versionId",
        "versioning", "versions", "bucketInfo", "continuation-token",
    ];

    public static string Sign(EmulatorAccount account, DateTimeOffset now, string method, string host, string target, List<(string Name, string Value)> headers)
    {
        if (host.Contains(".cos.", StringComparison.Ordinal)) return Cos(account, now, method, target, headers);
        headers.Add(("Date", now.UtcDateTime.ToString("r", CultureInfo.InvariantCulture)));
        var oss = host.Contains(".oss-", StringComparison.Ordinal);
        var text = StringToSign(method, host, target, headers, oss ? "x-oss-" : "x-amz-", oss);
        return $"{(oss ? "OSS" : "AWS")} {account.AccessKey}:{Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(account.Secret), Encoding.UTF8.GetBytes(text)))}";
    }

    private static string Cos(EmulatorAccount account, DateTimeOffset now, string method, string target, List<(string Name, string Value)> headers)
    {
        var keyTime = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeSeconds() - 60};{now.ToUnixTimeSeconds() + 3600}");
        var signKey = Hex(HMACSHA1.HashData(Encoding.UTF8.GetBytes(account.Secret), Encoding.UTF8.GetBytes(keyTime)));
        var (path, query) = Split(target);
        var parameters = Pairs(query).Select(pair => (Encode(Uri.UnescapeDataString(pair.Name)).ToLowerInvariant(), Encode(Uri.UnescapeDataString(pair.Value))));
        var signed = headers.Where(header => header.Name.Equals("host", StringComparison.OrdinalIgnoreCase) || header.Name.StartsWith("x-cos-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Encode(header.Name).ToLowerInvariant(), Encode(header.Value.Trim())));
        var (queryNames, queryText) = Join(parameters);
        var (headerNames, headerText) = Join(signed);
        var httpString = $"{method.ToLowerInvariant()}\n{Uri.UnescapeDataString(path)}\n{queryText}\n{headerText}\n";
        var toSign = $"sha1\n{keyTime}\n{Hex(SHA1.HashData(Encoding.UTF8.GetBytes(httpString)))}\n";
        var signature = Hex(HMACSHA1.HashData(Encoding.UTF8.GetBytes(signKey), Encoding.UTF8.GetBytes(toSign)));
        return $"q-sign-algorithm=sha1&q-ak={account.AccessKey}&q-sign-time={keyTime}&q-key-time={keyTime}&q-header-list={headerNames}&q-url-param-list={queryNames}&q-signature={signature}";
    }

    private static string StringToSign(string method, string host, string target, List<(string Name, string Value)> headers, string prefix, bool decoded)
    {
        var (path, query) = Split(target);
        var name = host.Split(':')[0];
        string[] marks = [".oss-", ".ss.bscstorage.com", ".s3."];
        var bucket = marks.Select(mark => name.IndexOf(mark, StringComparison.Ordinal)).Where(at => at > 0).Select(at => "/" + name[..at]).FirstOrDefault("");
        var resource = bucket + (decoded ? Uri.UnescapeDataString(path) : path);
        var sub = Pairs(query).Where(pair => SubResources.Contains(pair.Name) || pair.Name.StartsWith("response-", StringComparison.Ordinal) || (decoded && pair.Name.StartsWith("x-oss-", StringComparison.Ordinal)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => pair.Value.Length == 0 ? pair.Name : $"{pair.Name}={Uri.UnescapeDataString(pair.Value)}").ToArray();
        if (sub.Length > 0) resource += "?" + string.Join('&', sub);
        var vendor = headers.Where(header => header.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(header => header.Name.ToLowerInvariant(), StringComparer.Ordinal)
            .Select(header => $"{header.Name.ToLowerInvariant()}:{header.Value.Trim()}\n");
        return $"{method}\n{Find(headers, "Content-MD5")}\n{Find(headers, "Content-Type")}\n{Find(headers, "Date")}\n{string.Concat(vendor)}{resource}";
    }

    private static string Find(List<(string Name, string Value)> headers, string name) =>
        headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    private static (string Path, string Query) Split(string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string query) => query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
    });

    private static (string Names, string Text) Join(IEnumerable<(string Name, string Value)> pairs)
    {
        var sorted = pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).ToArray();
        return (string.Join(';', sorted.Select(pair => pair.Name)), string.Join('&', sorted.Select(pair => $"{pair.Name}={pair.Value}")));
    }

    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
