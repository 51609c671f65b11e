namespace BulkCopy.Engine.Jobs;

/// <summary>What happens on failures.</summary>
public sealed record FailurePolicy
{
    /// <summary>Attempts per entry before it is reported as failed. A soft stop never consumes one.</summary>
    public int MaxAttempts { get; init; } = 6;
    /// <summary>Wait before the second attempt; doubles each time up to <see cref="MaxDelay"/>, with full jitter.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(2);
    /// <summary>Longest wait between two attempts.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(5);
    /// <summary>The run fails when more than this share of the entries has failed, percent …</summary>
    public double StopAtFailedPercent { get; init; } = 50;
    /// <summary>… after at least this many outcomes.</summary>
    public long StopAfterOutcomes { get; init; } = 1000;
}
