namespace BulkCopy.Engine.Throttling;

/// <summary>What the fleet has learned about one bucket. It lives in the ledger and is moved by <see cref="FlowController"/>, by one worker at a time.</summary>
public sealed record FlowLevel
{
    /// <summary>Counts the steps; a step is written only over the revision it was made from.</summary>
    public long Revision { get; init; }
    /// <summary>When the last step was made, by the database's clock.</summary>
    public DateTimeOffset SteppedAt { get; init; }
    /// <summary>Requests per second for the whole fleet; <c>null</c> while the bucket has never asked for less.</summary>
    public double? Rate { get; init; }
    /// <summary>The rate at which the bucket last asked for less, as far as is known.</summary>
    public double Ceiling { get; init; }
    /// <summary>From when on the rate rises again.</summary>
    public DateTimeOffset RisingSince { get; init; }
    /// <summary>When the rate was last cut; <c>null</c> for never.</summary>
    public DateTimeOffset? CutAt { get; init; }
    /// <summary>Requests in flight for the whole fleet; <c>null</c> for what the workers are set to.</summary>
    public int? InFlight { get; init; }

    /// <summary>Whether there is anything to move without a new signal.</summary>
    public bool IsAtRest => Rate is null && InFlight is null;
}
