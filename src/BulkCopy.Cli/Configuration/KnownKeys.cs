using BulkCopy.Server.Options;

namespace BulkCopy.Cli.Configuration;

/// <summary>Every key that configuration may have; <c>*</c> stands for a name. A key that is not here is a typing error.</summary>
internal static class KnownKeys
{
    private static readonly string[] All =
    [
        "ConnectionStrings:BulkCopy",
        "Worker:Concurrency",
        "Worker:Lease",
        "Worker:RelayMemory",
        "Logs:Format",
        "Logs:Level",
        "Retention:OlderThan",
        "Retention:Keep",
        "Stores:*:Dialect",
        "Stores:*:Region",
        "Stores:*:Endpoint",
        "Stores:*:ConnectTo",
        "Stores:*:Addressing",
        "Stores:*:UseHttps",
        "Stores:*:Signature",
        "Stores:*:AttemptTimeout",
        "Stores:*:CopyTimeout",
        "Stores:*:TotalTimeout",
        "Stores:*:MaxAttempts",
        "Stores:*:MaxConnections",
        "Stores:*:Credentials:AccessKeyIdFrom",
        "Stores:*:Credentials:SecretAccessKeyFrom",
        "Stores:*:Credentials:SessionTokenFrom",
        "Stores:*:Credentials:File",
        "Stores:*:Flow:RequestsPerSecond",
        "Stores:*:Flow:BytesPerSecond",
        "Stores:*:Flow:InFlight",
        "Stores:*:CustomerKeys:*",
        "Stores:*:Limits:SimpleCopyBytes",
        "Stores:*:Limits:SinglePutBytes",
        "Stores:*:Limits:ObjectBytes",
        "Stores:*:Limits:MinPartBytes",
        "Stores:*:Limits:MaxPartBytes",
        "Stores:*:Limits:MaxParts",
        "Stores:*:Limits:KeyBytes",
        "Stores:*:Limits:MetadataBytes",
        "Stores:*:Limits:ListPageKeys",
    ];

    /// <summary>The last part of each key.</summary>
    public static IEnumerable<string> Names => All.Select(key => key[(key.LastIndexOf(':') + 1)..]).Where(name => name != "*");

    private static readonly string[][] Patterns = [.. All.Select(key => key.Split(':'))];

    /// <summary>What is wrong with the key, as the rest of a sentence; <c>null</c> if it is known.</summary>
    public static string? Explain(string key)
    {
        var segments = key.Split(':');
        if (segments.Length > 1 && segments[0].Equals(ServerOptions.Section, StringComparison.OrdinalIgnoreCase))
            return null;
        var candidates = Patterns;
        for (var depth = 0; depth < segments.Length; depth++)
        {
            var next = candidates.Where(pattern => pattern.Length > depth && Matches(pattern[depth], segments[depth])).ToArray();
            if (next.Length == 0)
                return Unknown(segments[depth], [.. candidates.Where(pattern => pattern.Length > depth).Select(pattern => pattern[depth]).Distinct()]);
            candidates = next;
        }

        return candidates.Any(pattern => pattern.Length == segments.Length)
            ? null
            : $"holds a value where a section belongs; its keys are {string.Join(", ", candidates.Select(pattern => pattern[segments.Length]).Distinct())}.";
    }

    private static string Unknown(string segment, string[] known)
    {
        if (known.Length == 0)
            return "is not a known key: there is nothing below it.";
        return EditDistance.Nearest(segment, known) is { } nearest
            ? $"is not a known key; did you mean {nearest}?"
            : $"is not a known key; known here are {string.Join(", ", known)}.";
    }

    private static bool Matches(string pattern, string segment) => pattern == "*" || pattern.Equals(segment, StringComparison.OrdinalIgnoreCase);
}
