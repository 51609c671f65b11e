using BulkCopy.Engine.Tiering;

namespace BulkCopy.Engine.Planning;

/// <summary>How a plan is made.</summary>
public sealed record PlanOptions
{
    /// <summary>Rates that the time is computed from.</summary>
    public PlanRates Rates { get; init; } = new();
    /// <summary>Look at so many objects of the source only; <c>null</c>: all.</summary>
    public long? SampleObjects { get; init; }
    /// <summary>How many objects the source has, where a sample is taken, for instance by the provider's console: what the numbers are extrapolated to.</summary>
    public long? ExpectedObjects { get; init; }
    /// <summary>Objects whose headers, metadata and tags are looked at, to find what the destination cannot hold. Default 100.</summary>
    public int InspectedObjects { get; init; } = 100;
    /// <summary>The prices of a dialect; <c>null</c> where there are none.</summary>
    public Func<string, PriceTable?> Prices { get; init; } = static _ => null;
}
