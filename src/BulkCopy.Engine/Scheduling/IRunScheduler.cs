namespace BulkCopy.Engine.Scheduling;

/// <summary>
/// Schedules: what runs when. Any number of processes may share them. What is declared here is durable at once; whichever process hosts a scheduler
/// fires it. A scheduler starts runs and does nothing else.
/// </summary>
public interface IRunScheduler
{
    /// <summary>Declares a schedule. Refuses a bad cron expression, an unknown time zone, a bad day, or a name that is taken, as a sentence.</summary>
    Task<ScheduleResult> CreateAsync(ScheduleSpec spec, CancellationToken cancellationToken);

    /// <summary>Replaces the declaration of a schedule that is still at this revision. Times that passed before are not caught up.</summary>
    Task<ScheduleResult> UpdateAsync(ScheduleId schedule, int revision, ScheduleSpec spec, CancellationToken cancellationToken);

    /// <summary>Stops or resumes firing; <c>false</c> if there is no such schedule.</summary>
    Task<bool> SetPausedAsync(ScheduleId schedule, bool paused, CancellationToken cancellationToken);

    /// <summary>Deletes a schedule and its fires; its runs stay. <c>false</c> if there is none.</summary>
    Task<bool> DeleteAsync(ScheduleId schedule, CancellationToken cancellationToken);

    /// <summary>Starts a run now, unless one is unfinished; <c>null</c> if there is no such schedule.</summary>
    Task<ScheduleFire?> RunNowAsync(ScheduleId schedule, CancellationToken cancellationToken);

    /// <summary>Reads one schedule, by number or by name; <c>null</c> if there is none.</summary>
    Task<Schedule?> FindAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>Reads all schedules, by name, with their last and next fire.</summary>
    Task<IReadOnlyList<Schedule>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads the newest fires of a schedule, newest first.</summary>
    Task<IReadOnlyList<ScheduleFire>> ListFiresAsync(ScheduleId schedule, int most, CancellationToken cancellationToken);
}

/// <summary>A schedule that was declared, or why it was not.</summary>
/// <param name="Schedule">The schedule; <c>null</c> if it was refused.</param>
/// <param name="Problems">Why it was refused, each as a sentence.</param>
public sealed record ScheduleResult(Schedule? Schedule, IReadOnlyList<string> Problems)
{
    /// <summary>Whether it was refused because somebody changed the schedule meanwhile.</summary>
    public bool IsOutdated { get; init; }
}
