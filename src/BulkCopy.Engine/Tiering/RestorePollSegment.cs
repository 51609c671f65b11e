using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Asks how far restores are; a unit is an entry. Between two polls the segment waits in the ledger, and no worker with it.</summary>
internal sealed class RestorePollSegment(LeasedSegment lease, OutcomeWriter writer, RunContext context) : ActiveSegment(lease, writer)
{
    private readonly List<ManifestEntry> running = [];
    private readonly List<ManifestEntry> readable = [];
    private readonly List<Outcome> gone = [];
    private readonly List<RestoreProgress> learned = [];
    private IReadOnlyList<PendingEntry> pending = [];
    private int left;

    public override int UnitCount => pending.Count;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        pending = await context.Ledger.Segments.ReadPendingAsync(Lease, cancellationToken).ConfigureAwait(false);
        left = pending.Count;
    }

    protected override async Task ExecuteAsync(int unit, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending[unit]);
        var head = await context.HeadSourceAsync(attempt.Entry, cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) await EndAsync(attempt, attempt.FromError(head.Error), cancellationToken).ConfigureAwait(false);
        else if (head.Value.Restore is { InProgress: true }) Learn(running, attempt.Entry, new(attempt.Entry.Id, RestoreProgressState.Running));
        else if (attempt.AwaitRestore(head.Value) is { } expired) await EndAsync(attempt, expired, cancellationToken).ConfigureAwait(false);
        else Learn(readable, attempt.Entry, new(attempt.Entry.Id, RestoreProgressState.Restored, false, head.Value.Restore?.ExpiresAt));

        if (Interlocked.Decrement(ref left) == 0)
            await context.Ledger.Restores.WriteAsync(Lease.Run, learned, cancellationToken).ConfigureAwait(false);
    }

    protected override SegmentEnd End(IReadOnlyList<PlannedSegment> following)
    {
        List<PlannedSegment> next = [.. following, .. ArchivedSources.RestoreSegments(gone)];
        next.AddRange(context.CopiesHistories
            ? HistoryRestores.GoOn(Lease, [.. running.Select(entry => entry.Id), .. gone.Select(outcome => outcome.Entry)]) : RestoreFollowing.Copy(readable));
        if (running.Count > 0) next.Add(RestoreFollowing.Poll(running, context.Restore!.EffectivePollInterval));
        return base.End(next);
    }

    /// <summary>The restore failed or its copy is gone or about to go: it is asked for again, which costs an attempt. Errors of the question only cost another poll.</summary>
    private async Task EndAsync(Attempt attempt, Outcome outcome, CancellationToken cancellationToken)
    {
        var progress = new RestoreProgress(attempt.Entry.Id, outcome.Final || outcome.Result == OutcomeResult.Restoring ? RestoreProgressState.Failed : RestoreProgressState.Running, Message: outcome.Message);
        if (outcome is { Final: false, Result: OutcomeResult.Restoring })
        {
            lock (learned) gone.Add(outcome);
            Learn(null, attempt.Entry, progress);
        }
        else
        {
            Learn(outcome.Final ? null : running, attempt.Entry, progress);
            if (!outcome.Final) return;
        }
        await Writer.OutcomeAsync(this, outcome, cancellationToken).ConfigureAwait(false);
    }

    private void Learn(List<ManifestEntry>? group, ManifestEntry entry, RestoreProgress progress)
    {
        lock (learned)
        {
            group?.Add(entry);
            learned.Add(progress);
        }
    }
}
