using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Scheduling;

/// <summary>Schedules and their fires in the ledger.</summary>
public interface IScheduleLedger
{
    /// <summary>Writes a new schedule; <c>null</c> if its name is taken.</summary>
    Task<Schedule?> CreateAsync(ScheduleSpec spec, CancellationToken cancellationToken);

    /// <summary>Replaces a declaration under a new revision; <c>null</c> if there is no such schedule at this revision, or another has the name.</summary>
    Task<Schedule?> UpdateAsync(ScheduleId schedule, int revision, ScheduleSpec spec, CancellationToken cancellationToken);

    /// <summary>Pauses or resumes under a new revision; <c>false</c> if there is no such schedule. A schedule that is so already keeps its revision.</summary>
    Task<bool> SetPausedAsync(ScheduleId schedule, bool paused, CancellationToken cancellationToken);

    /// <summary>Deletes a schedule and its fires; <c>false</c> if there is none.</summary>
    Task<bool> DeleteAsync(ScheduleId schedule, CancellationToken cancellationToken);

    /// <summary>Reads a schedule with its newest fire; <c>null</c> if there is none.</summary>
    Task<Schedule?> FindAsync(ScheduleId schedule, CancellationToken cancellationToken);

    /// <summary>Reads all schedules with their newest fires, by name.</summary>
    Task<IReadOnlyList<Schedule>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads the newest fires, newest first.</summary>
    Task<IReadOnlyList<ScheduleFire>> ListFiresAsync(ScheduleId schedule, int most, CancellationToken cancellationToken);

    /// <summary>Writes down that a time has come. <c>false</c> if that was done before, which is normal after a crash.</summary>
    Task<bool> QueueFireAsync(ScheduleId schedule, DateTimeOffset scheduledAt, CancellationToken cancellationToken);

    /// <summary>
    /// Settles the oldest queued fire under the schedule's lock: starts its run, or passes it over, or leaves it queued while the previous run is unfinished.
    /// <c>null</c> if none is queued. After a crash it is still queued and whoever comes next settles it; <paramref name="start"/> is called again then, and must return the same run.
    /// </summary>
    Task<ScheduleFire?> SettleFireAsync(ScheduleId schedule, Func<ScheduleSpec, DateTimeOffset, Task<RunId>> start, CancellationToken cancellationToken);

    /// <summary>Starts a run that somebody asked for, unless one is unfinished; <c>null</c> if there is no such schedule.</summary>
    Task<ScheduleFire?> FireByHandAsync(ScheduleId schedule, Func<ScheduleSpec, DateTimeOffset, Task<RunId>> start, CancellationToken cancellationToken);

    /// <summary>The schedules that have queued fires.</summary>
    Task<IReadOnlyList<ScheduleId>> ListQueuedAsync(CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> while no other process does the same; <c>false</c> if another one is at it.</summary>
    Task<bool> WithReconcilingLockAsync(Func<Task> work, CancellationToken cancellationToken);
}
