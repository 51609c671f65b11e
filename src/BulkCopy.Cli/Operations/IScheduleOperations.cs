using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Operations;

/// <summary>Schedules, as verbs see and change them.</summary>
internal interface IScheduleOperations
{
    /// <exception cref="Output.RefusedException">The declaration cannot be used.</exception>
    Task<ScheduleDocument> CreateAsync(ScheduleDraft draft, CancellationToken cancellationToken);

    /// <summary>All schedules, by name.</summary>
    Task<IReadOnlyList<ScheduleDocument>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A schedule by number or name, with its newest fires; <c>null</c> if there is none.</summary>
    Task<ScheduleDocument?> FindAsync(string idOrName, int fires, CancellationToken cancellationToken);

    Task SetPausedAsync(ScheduleId schedule, bool paused, CancellationToken cancellationToken);

    Task DeleteAsync(ScheduleDocument schedule, CancellationToken cancellationToken);

    /// <summary>Starts a run now; <c>null</c> if there is no such schedule.</summary>
    Task<FireDocument?> RunNowAsync(ScheduleId schedule, CancellationToken cancellationToken);
}

/// <summary>A schedule to be declared: a copy, or a policy.</summary>
internal sealed record ScheduleDraft(
    string Name, string Cron, string TimeZone, IReadOnlyList<string> BlackoutDays, OverlapPolicy Overlap, MisfirePolicy Misfire, JobSpec? Job, TieringRequest? Tiering);
