using System.Text;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests;

/// <summary>A part of a source that must be listed.</summary>
/// <param name="Source">Number of the source.</param>
/// <param name="Prefix">Prefix of its keys.</param>
/// <param name="After">Keys after this one; <c>null</c>: from the first.</param>
/// <param name="Through">Keys up to and including this one; <c>null</c>: to the last.</param>
public sealed record ListingBounds(short Source, string Prefix, string? After, string? Through)
{
    private const string Last = "\U0010FFFF";

    /// <summary>What must be listed for a job: narrowed by its key range, and by what its globs begin with. They do not overlap, and hold every key that the selection lets through.</summary>
    public static IReadOnlyList<ListingBounds> Of(JobSpec spec)
    {
        var bounds = new List<ListingBounds>();
        for (short source = 0; source <= spec.MoreSources.Count; source++)
            foreach (var prefix in Prefixes(spec.SourceAt(source).Prefix, spec.Selection.Include))
                if (Within(spec.Selection, source, prefix) is { } part) bounds.Add(part);
        return bounds;
    }

    private static List<string> Prefixes(string prefix, IReadOnlyList<string> include)
    {
        if (include.Count == 0) return [prefix];
        var kept = new List<string>();
        foreach (var literal in include.Select(pattern => Glob.Parse(pattern).LiteralPrefix()).Order(StringComparer.Ordinal))
        {
            var narrowed = literal.StartsWith(prefix, StringComparison.Ordinal) ? literal : prefix.StartsWith(literal, StringComparison.Ordinal) ? prefix : null;
            if (narrowed is not null && !kept.Exists(other => narrowed.StartsWith(other, StringComparison.Ordinal))) kept.Add(narrowed);
        }
        return kept;
    }

    private static ListingBounds? Within(Selection selection, short source, string prefix)
    {
        var (from, to) = (selection.FromKey, selection.ToKey);
        if (to is not null && KeyOrder.Compare(to, prefix) <= 0) return null;
        if (from is not null && KeyOrder.Compare(from, prefix) > 0 && !from.StartsWith(prefix, StringComparison.Ordinal)) return null;
        var after = from is null || KeyOrder.Compare(from, prefix) <= 0 ? null : Before(from);
        // A prefix of the prefix would make stores list from the beginning all the same.
        if (after is not null && !after.StartsWith(prefix, StringComparison.Ordinal)) after = null;
        return new ListingBounds(source, prefix, after, to?.StartsWith(prefix, StringComparison.Ordinal) == true ? to : null);
    }

    /// <summary>A string before a key with next to nothing in between: the order of keys is dense, so that there is no last one before it.</summary>
    private static string Before(string key)
    {
        var runes = key.EnumerateRunes().ToArray();
        var text = new StringBuilder(key.Length + 2);
        foreach (var rune in runes.AsSpan(..^1)) text.Append(rune.ToString());
        var last = runes[^1].Value;
        if (last <= 1) return text.ToString();
        return text.Append(new Rune(last == 0xE000 ? 0xD7FF : last - 1).ToString()).Append(Last).ToString();
    }
}
