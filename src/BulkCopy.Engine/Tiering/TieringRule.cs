namespace BulkCopy.Engine.Tiering;

/// <summary>One rule: objects that match every condition belong into a class.</summary>
public sealed record TieringRule
{
    /// <summary>1, 2, … in the order of the document.</summary>
    public required int Number { get; init; }
    /// <summary>A name for people, unique in the policy.</summary>
    public required string Name { get; init; }
    /// <summary>Where several rules match, the highest wins. <c>null</c>: overlaps with no other rule.</summary>
    public int? Priority { get; init; }
    /// <summary>Beginnings of keys, one of which the key must have. Empty: any key.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];
    /// <summary>Last modified at least so long ago.</summary>
    public TimeSpan? OlderThan { get; init; }
    /// <summary>Last modified less than so long ago.</summary>
    public TimeSpan? YoungerThan { get; init; }
    /// <summary>Smallest size, bytes.</summary>
    public long? MinSizeBytes { get; init; }
    /// <summary>Largest size, bytes.</summary>
    public long? MaxSizeBytes { get; init; }
    /// <summary>Tags that the object must have, with these values. Costs one request per object that matches everything else.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
    /// <summary>Storage classes, one of which the object must have. Empty: any class.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
    /// <summary>The class that matching objects belong into.</summary>
    public required string TargetClass { get; init; }

    /// <summary>Whether everything but tags matches.</summary>
    internal bool MatchesButTags(string key, long size, TimeSpan age, string storageClass) =>
        (Prefixes.Count == 0 || Prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)))
        && (OlderThan is not { } older || age >= older)
        && (YoungerThan is not { } younger || age < younger)
        && (MinSizeBytes is not { } least || size >= least)
        && (MaxSizeBytes is not { } most || size <= most)
        && (Classes.Count == 0 || Classes.Contains(storageClass));

    /// <summary>Whether these tags include those of the rule.</summary>
    internal bool MatchesTags(IReadOnlyList<KeyValuePair<string, string>> tags) => Tags.All(tags.Contains);
}
