namespace BulkCopy.Engine.Tiering;

/// <summary>Whether an object can exist that two rules match.</summary>
internal static class RuleOverlap
{
    public static bool Exists(TieringRule a, TieringRule b) =>
        Prefixes(a, b)
        && (a.MinSizeBytes ?? 0) <= (b.MaxSizeBytes ?? long.MaxValue) && (b.MinSizeBytes ?? 0) <= (a.MaxSizeBytes ?? long.MaxValue)
        && (a.OlderThan ?? TimeSpan.MinValue) < (b.YoungerThan ?? TimeSpan.MaxValue) && (b.OlderThan ?? TimeSpan.MinValue) < (a.YoungerThan ?? TimeSpan.MaxValue)
        && (a.Classes.Count == 0 || b.Classes.Count == 0 || a.Classes.Intersect(b.Classes).Any())
        && !a.Tags.Any(tag => b.Tags.Any(other => other.Key == tag.Key && other.Value != tag.Value));

    private static bool Prefixes(TieringRule a, TieringRule b) =>
        a.Prefixes.Count == 0 || b.Prefixes.Count == 0
        || a.Prefixes.Any(one => b.Prefixes.Any(other => one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal)));
}
