namespace BulkCopy.Engine.Jobs;

/// <summary>A run as the ledger shows it.</summary>
public sealed record Run
{
    /// <summary>Its number.</summary>
    public required RunId Id { get; init; }
    /// <summary>Its job.</summary>
    public required JobId JobId { get; init; }
    /// <summary>The job as it was when the run began.</summary>
    public required JobSpec Spec { get; init; }
    /// <summary>State.</summary>
    public required RunState State { get; init; }
    /// <summary>Why it is in this state, if there is something to say.</summary>
    public string? StateReason { get; init; }
    /// <summary>Higher goes first.</summary>
    public int Priority { get; init; }
    /// <summary>Whether the manifest is complete.</summary>
    public bool ListingDone { get; init; }
    /// <summary>When it was written down.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When work began.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
    /// <summary>Totals at the moment of reading.</summary>
    public RunTotals Totals { get; init; } = new();

    /// <summary>From the beginning of work to its end, or to <paramref name="now"/>.</summary>
    public TimeSpan Elapsed(DateTimeOffset now)
    {
        var elapsed = (FinishedAt ?? now) - (StartedAt ?? FinishedAt ?? now);
        return elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero;
    }
}
