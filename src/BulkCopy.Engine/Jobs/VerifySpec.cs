namespace BulkCopy.Engine.Jobs;

/// <summary>Makes a job one that only verifies: source and destination are compared, and nothing is written to either.</summary>
public sealed record VerifySpec
{
    /// <summary>How much is asked about each pair of objects. Default: what the listings tell, and HEAD where they differ.</summary>
    public VerifyDepth Depth { get; init; }
    /// <summary>Whether user metadata must be equal too; asked by HEAD, so not at <see cref="VerifyDepth.Listing"/>. Default: no.</summary>
    public bool Metadata { get; init; }
}

/// <summary>How much a run that verifies asks about each pair of objects.</summary>
public enum VerifyDepth
{
    /// <summary>The listings of both places. What differs in them is asked about by HEAD before it is reported.</summary>
    Listing,
    /// <summary>A HEAD of both objects.</summary>
    Head,
    /// <summary>Both objects are read.</summary>
    Deep,
}
