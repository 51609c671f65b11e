using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>An object that becomes an entry of a run.</summary>
public sealed record SelectedObject
{
    /// <summary>As it was listed, or named by a manifest and asked for.</summary>
    public required ListedObject Listed { get; init; }
    /// <summary>Number of its source.</summary>
    public short Source { get; init; }
    /// <summary>In a tiering run the rule that wants it elsewhere.</summary>
    public short? Rule { get; init; }
    /// <summary>It is not copied but deleted at the destination; its key is the one that it would have at the source.</summary>
    public bool Delete { get; init; }
    /// <summary>The destination has an object of its key, which the copy would replace.</summary>
    public bool Replaces { get; init; }
    /// <summary>What became of it already, so that nothing is copied; <c>null</c>: it is to be copied.</summary>
    public EarlyOutcome? Early { get; init; }
}

/// <summary>An outcome that is known before an attempt is made. It is written with the entry.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Code">The reason in one word, if there is one.</param>
/// <param name="Message">The reason as a sentence.</param>
public sealed record EarlyOutcome(OutcomeResult Result, string? Code, string? Message)
{
    /// <summary>What proves that the destination has the same, in a run that verifies.</summary>
    public Proof Proof { get; init; }
    /// <summary>ETag at the destination, in a run that verifies.</summary>
    public string? DestinationETag { get; init; }
}
