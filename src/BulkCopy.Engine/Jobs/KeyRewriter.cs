using System.Globalization;
using System.Text.RegularExpressions;

namespace BulkCopy.Engine.Jobs;

/// <summary>Makes keys at the destination. The framework caches the expressions.</summary>
internal static class KeyRewriter
{
    /// <summary>The key behind the destination's prefix.</summary>
    public static string Rewrite(KeyRewriting rewriting, StoreLocation source, string key, DateTimeOffset lastModified)
    {
        var rest = key[source.Prefix.Length..];
        foreach (var replacement in rewriting.Replace) rest = KeyPatterns.Replace(rest, replacement);
        return rewriting.Template is not { } template ? rest
            : KeyTemplate.Parse(template, out _) is { } parts ? string.Concat(parts.Select(part => part.IsLiteral ? part.Text : Value(part.Text, source, rest, lastModified)))
            : throw new FormatException($"The key template '{template}' cannot be read.");
    }

    /// <summary>Whether different objects can never get the same key, so that nobody has to look for it.</summary>
    public static bool IsInjective(JobSpec spec)
    {
        if (spec.MoreSources.Count > 0) return false;
        if (spec.Keys is not { } rewriting) return true;
        if (rewriting.Replace.Count > 0) return false;
        return rewriting.Template is not { } template
            || (KeyTemplate.Parse(template, out _) is { } parts && KeepsKey(parts));
    }

    /// <summary>The whole key between fixed texts can be read back.</summary>
    private static bool KeepsKey(IReadOnlyList<KeyTemplatePart> parts) =>
        parts.Count(part => part is { IsLiteral: false, Text: "key" }) == 1
        && parts.All(part => part.IsLiteral || part.Text is "key" or "bucket" or "store" or "year" or "month" or "day" or "hour");

    private static string Value(string name, StoreLocation source, string key, DateTimeOffset lastModified)
    {
        var slash = key.LastIndexOf('/') + 1;
        var dot = key.LastIndexOf('.');
        if (dot <= slash) dot = key.Length;
        return name switch
        {
            "key" => key,
            "dir" => key[..slash],
            "name" => key[slash..],
            "stem" => key[slash..dot],
            "ext" => dot < key.Length ? key[(dot + 1)..] : "",
            "bucket" => source.Bucket,
            "store" => source.Store,
            "year" => lastModified.UtcDateTime.ToString("yyyy", CultureInfo.InvariantCulture),
            "month" => lastModified.UtcDateTime.ToString("MM", CultureInfo.InvariantCulture),
            "day" => lastModified.UtcDateTime.ToString("dd", CultureInfo.InvariantCulture),
            "hour" => lastModified.UtcDateTime.ToString("HH", CultureInfo.InvariantCulture),
            _ => throw new FormatException($"A key template has no '{{{name}}}'."),
        };
    }
}
