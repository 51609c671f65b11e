using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;

namespace BulkCopy.Server.Dashboard.Stores;

/// <summary>One store, and what came of trying or changing it.</summary>
public sealed record StoreModel
{
    /// <summary>The store, without its secrets.</summary>
    public required StoreDocument Store { get; init; }
    /// <summary>What a change must name; <c>null</c> for stores of the configuration.</summary>
    public int? Revision { get; init; }
    /// <summary>Its access key's id; only where it can be changed.</summary>
    public string? AccessKeyId { get; init; }
    public IReadOnlyList<string> Dialects { get; init; } = [];
    /// <summary>Why nothing was done.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
    /// <summary>What would fail without it.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];
    /// <summary>What a bucket answered.</summary>
    public StoreTestDocument? Trial { get; init; }
    /// <summary>What two places were seen to do.</summary>
    public StoreProbeResult? Probe { get; init; }
    /// <summary>The bucket that was written into a form.</summary>
    public string Bucket { get; init; } = "";
    /// <summary>The prefix that was written into a form.</summary>
    public string Prefix { get; init; } = "";
    /// <summary>The other place that was written into a form.</summary>
    public string To { get; init; } = "";
}

/// <summary>What was tried, and what came of it.</summary>
/// <param name="From">Where copies came from.</param>
/// <param name="To">Where they went.</param>
/// <param name="Found">What was found.</param>
public sealed record StoreProbeResult(StoreLocation From, StoreLocation To, StoreCapabilities Found)
{
    /// <summary>What was tried, in words, and the answer.</summary>
    public IEnumerable<(string What, bool? Answer)> Answers =>
    [
        ("Copies keep to conditions on their source", Found.CopyConditions), ("Part copies keep to them too", Found.PartCopyConditions),
        ("Copies tell the version that they made", Found.TellsVersionIds), ("Copies can be kept from overwriting", Found.OverwriteGuard),
        ("Copies tell their CRC-64", Found.TellsCrc64), ("Copies carry headers and metadata", Found.CarriesMetadata), ("Copies carry tags", Found.CarriesTags),
        ("Copies take new metadata", Found.ReplacesMetadata), ("The source can be copied from", Found.CopiesFromSource),
    ];
}
