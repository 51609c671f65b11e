using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Scheduling;

/// <summary>What came of one scheduled time. There is at most one for each.</summary>
/// <param name="ScheduledAt">The time the schedule named; for a run started by hand, when it was asked for.</param>
/// <param name="State">What came of it.</param>
/// <param name="Run">The run, if one was started.</param>
/// <param name="Reason">Why none was, as a sentence.</param>
/// <param name="IsManual">Whether somebody asked for it.</param>
/// <param name="FiredAt">When it was written down, by the database's clock.</param>
public sealed record ScheduleFire(DateTimeOffset ScheduledAt, FireState State, RunId? Run, string? Reason, bool IsManual, DateTimeOffset FiredAt);

/// <summary>What came of a scheduled time.</summary>
public enum FireState
{
    /// <summary>Written down; its run begins as soon as the previous one has finished.</summary>
    Queued,
    /// <summary>Its run was started.</summary>
    Started,
    /// <summary>Passed over.</summary>
    Skipped,
}
