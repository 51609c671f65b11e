using BulkCopy.Engine.Manifests.Reading;

namespace BulkCopy.Engine.Jobs;

/// <summary>Jobs and runs in the ledger.</summary>
public interface IRunLedger
{
    /// <summary>Writes a job and its first run in one transaction, together with the run's partitions and its first listing range.
    /// After a crash either all of it is there or nothing. With an <paramref name="idempotencyKey"/> that was used before, returns the run made then.</summary>
    /// <exception cref="SpentIdempotencyKeyException">The run made then has been dropped.</exception>
    Task<Run> CreateAsync(JobSpec spec, string? idempotencyKey, CancellationToken cancellationToken);

    /// <summary>The same for a job whose manifest is on the disk of who makes it: its files are written into the ledger in the same transaction.</summary>
    Task<Run> CreateAsync(JobSpec spec, IReadOnlyList<ManifestFile> files, string? idempotencyKey, CancellationToken cancellationToken);

    /// <summary>Reads one run with its totals; <c>null</c> if there is none.</summary>
    Task<Run?> FindAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Reads the newest runs with their totals, newest first, before <paramref name="before"/>.</summary>
    Task<IReadOnlyList<Run>> ListAsync(RunId? before, int most, CancellationToken cancellationToken);

    /// <summary>Reads the runs that are not finished, in the order in which workers should serve them.</summary>
    Task<IReadOnlyList<Run>> ListUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>Moves a run from one of <paramref name="from"/> to <paramref name="to"/>; <c>false</c> if it was in none of them, which is normal when two do the same.
    /// Sets start and end times as the state demands. A run that is confirmed before anything of it begins, or that mirrors, passes its gate by Suspended → Ready and in no other way:
    /// until then, asked to be Ready or Active, it becomes Preparing.</summary>
    Task<bool> MoveAsync(RunId run, IReadOnlyList<RunState> from, RunState to, string? reason, CancellationToken cancellationToken);

    /// <summary>Moves the run on if nothing stands in its way any more: Active → Completing when everything listed has a final outcome,
    /// Preparing → Suspended, without a reason, when everything is listed, Pausing → Paused, Cancelling → Cancelled and Failing → Failed when nothing is leased (and, for the last two, no upload is open).
    /// Returns the state it moved to, <c>null</c> if it stays. Idempotent; any worker may call it.</summary>
    Task<RunState?> AdvanceAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Appends an event that an operator wants to read.</summary>
    Task AppendEventAsync(RunId run, string kind, string message, CancellationToken cancellationToken);
}
