using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Operations;

/// <summary>Schedules, as verbs see and change them.</summary>
internal interface IScheduleOperations
{
    /// <exception cref="Output.RefusedException">The declaration cannot be used.</exception>
    Task<ScheduleDocument> CreateAsync(ScheduleDraft draft, CancellationToken cancellationToken);

    /// <summary>Changes a schedule that nobody has changed since it was read. A draft without a job and without a policy leaves what it runs as it is.</summary>
    /// <exception cref="Output.RefusedException">The declaration cannot be used, or somebody was faster.</exception>
    Task<ScheduleDocument> UpdateAsync(ScheduleDocument schedule, ScheduleDraft draft, CancellationToken cancellationToken);

    /// <summary>A schedule as it is now, with what it runs.</summary>
    /// <exception cref="Output.RefusedException">It was deleted meanwhile.</exception>
    Task<RepeatedJob> ReadAsync(ScheduleDocument schedule, CancellationToken cancellationToken);

    /// <summary>All schedules, by name.</summary>
    Task<IReadOnlyList<ScheduleDocument>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A schedule by number or name, with its newest fires; <c>null</c> if there is none.</summary>
    Task<ScheduleDocument?> FindAsync(string idOrName, int fires, CancellationToken cancellationToken);

    Task SetPausedAsync(ScheduleId schedule, bool paused, CancellationToken cancellationToken);

    Task DeleteAsync(ScheduleDocument schedule, CancellationToken cancellationToken);

    /// <summary>Starts a run now; <c>null</c> if there is no such schedule.</summary>
    Task<FireDocument?> RunNowAsync(ScheduleId schedule, CancellationToken cancellationToken);
}

/// <summary>A schedule and the job that it repeats.</summary>
internal sealed record RepeatedJob(ScheduleDocument Schedule, JobSpec Job);

/// <summary>A schedule to be declared: a copy, or a policy.</summary>
internal sealed record ScheduleDraft(
    string Name, string Cron, string TimeZone, IReadOnlyList<string> BlackoutDays, OverlapPolicy Overlap, MisfirePolicy Misfire, JobSpec? Job, TieringRequest? Tiering);
