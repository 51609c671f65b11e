using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>
/// Asks for archived objects to be restored, at the pace that all workers share. HEAD goes first: what is running or done already is not asked for again,
/// so neither a crash nor another program's restore costs anything.
/// </summary>
internal sealed class RestoreSegment(LeasedSegment lease, OutcomeWriter writer, RunContext context) : ActiveSegment(lease, writer)
{
    /// <summary>Two seconds at the pace of COS.</summary>
    public const int MostEntries = 200;

    private const int AtOnce = 16;

    /// <summary>A slot further away than this is waited for by nobody.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly List<ManifestEntry> running = [];
    private readonly List<ManifestEntry> readable = [];
    private readonly List<ManifestEntry> again = [];
    private readonly List<RestoreProgress> learned = [];
    private IReadOnlyList<PendingEntry> pending = [];
    private IReadOnlyList<PendingEntry> ahead = [];
    private TimeSpan startsIn;

    private RestorePolicy Policy => context.Restore!;

    public override int UnitCount => pending.Count == 0 ? 0 : 1;

    public override async Task PrepareAsync(CancellationToken cancellationToken) =>
        pending = await context.Ledger.Segments.ReadPendingAsync(Lease, cancellationToken).ConfigureAwait(false);

    protected override async Task ExecuteAsync(int unit, CancellationToken cancellationToken)
    {
        if (context.CopiesHistories) ahead = await HistoryRestores.FindAheadAsync(context, pending, cancellationToken).ConfigureAwait(false);
        PendingEntry[] wanted = [.. pending, .. ahead];
        var asks = wanted.Select(entry => new RestoreAsk(entry.Entry.Id, entry.Entry.Size, context.RestoreCost(entry.Entry))).ToArray();
        var admission = await context.Ledger.Restores.AdmitAsync(Lease.Run, context.Spec.Source, Policy, asks, cancellationToken).ConfigureAwait(false);
        foreach (var refused in pending.Where(entry => !admission.Admitted.Contains(entry.Entry.Id)))
            await Writer.OutcomeAsync(this, Refused(new Attempt(context, refused)), cancellationToken).ConfigureAwait(false);

        startsIn = admission.StartsIn;
        if (startsIn > LongestWait) again.AddRange(pending.Select(entry => entry.Entry).Where(entry => admission.Admitted.Contains(entry.Id)));
        else await AskAllAsync([.. wanted.Where(entry => admission.Admitted.Contains(entry.Entry.Id))], cancellationToken).ConfigureAwait(false);
    }

    protected override SegmentEnd End(IReadOnlyList<PlannedSegment> following)
    {
        List<PlannedSegment> next = [.. following];
        if (running.Count > 0) next.Add(RestoreFollowing.Poll(running, Policy.EffectivePollInterval));
        if (again.Count > 0) next.Add(RestoreFollowing.Restore(again, startsIn > LongestWait ? startsIn : context.Retries.DelayAfter(2, outcomeUnknown: true)));
        next.AddRange(context.CopiesHistories ? HistoryRestores.GoOn(Lease, [.. running.Concat(again).Select(entry => entry.Id)]) : RestoreFollowing.Copy(readable));
        return base.End(next);
    }

    /// <summary>The outcome of an entry that is beyond the policy's caps. A version that is left out would be a hole in its history.</summary>
    private Outcome Refused(Attempt attempt) => attempt.Ended(context.CopiesHistories ? OutcomeResult.Failed : OutcomeResult.Skipped, final: true,
        TieringReasons.RestoreCapReached, "The run has restored as much as its policy allows.");

    private async Task AskAllAsync(PendingEntry[] admitted, CancellationToken cancellationToken)
    {
        if (admitted.Length == 0) return;
        var begun = context.Time.GetTimestamp();
        using var slots = new SemaphoreSlim(AtOnce);
        var asking = new List<Task>(admitted.Length);
        for (var i = 0; i < admitted.Length; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / Policy.RequestsPerSecond) - context.Time.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, context.Time, cancellationToken).ConfigureAwait(false);
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            asking.Add(AskAsync(admitted[i], slots, cancellationToken));
        }
        await Task.WhenAll(asking).ConfigureAwait(false);
        await context.Ledger.Restores.WriteAsync(Lease.Run, learned, cancellationToken).ConfigureAwait(false);
    }

    private async Task AskAsync(PendingEntry entry, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            var attempt = new Attempt(context, entry);
            var head = await context.HeadSourceAsync(entry.Entry, cancellationToken).ConfigureAwait(false);
            if (!head.Succeeded) await EndAsync(attempt, head.Error, cancellationToken).ConfigureAwait(false);
            else if (!context.SourceOf(entry.Entry).Store.Dialect.StorageClasses.IsArchive(head.Value.StorageClass) || ArchivedSources.IsReadable(head.Value, Policy, context.Time))
                Learn(readable, entry.Entry, new(entry.Entry.Id, RestoreProgressState.Restored, false, head.Value.Restore?.ExpiresAt));
            else if (head.Value.Restore is { InProgress: true }) Learn(running, entry.Entry, new(entry.Entry.Id, RestoreProgressState.Running));
            else await RequestAsync(attempt, head.Value, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task RequestAsync(Attempt attempt, ObjectProperties source, CancellationToken cancellationToken)
    {
        var entry = attempt.Entry;
        var archived = context.SourceOf(entry).Store.Dialect.Class(source.StorageClass!)!;
        var asked = await context.CallAsync(context.SourceOf(entry).Gate, token => context.SourceOf(entry).Store.RestoreObjectAsync(new RestoreObjectRequest
        {
            Bucket = context.SourceOf(entry).Bucket,
            Key = entry.Key,
            VersionId = entry.VersionId,
            Days = Math.Min(Policy.Days, archived.MostRestoreDays),
            Tier = archived.RestoreTiers.Count < 2 ? null : Policy.Tier,
        }, token), cancellationToken).ConfigureAwait(false);
        if (asked.Succeeded && asked.Value == RestoreOutcome.AlreadyRestored) Learn(readable, entry, new(entry.Id, RestoreProgressState.Restored, Asked: true));
        else if (asked.Succeeded || asked.Error.Code == StoreErrorCode.RestoreInProgress) Learn(running, entry, new(entry.Id, RestoreProgressState.Running, Asked: asked.Succeeded));
        // Whether a request without an answer was heard, the next HEAD tells.
        else if (asked.Error.Code == StoreErrorCode.OutcomeUnknown) Learn(running, entry, new(entry.Id, RestoreProgressState.Running, Asked: true));
        else await EndAsync(attempt, asked.Error, cancellationToken).ConfigureAwait(false);
    }

    private async Task EndAsync(Attempt attempt, StoreError error, CancellationToken cancellationToken)
    {
        if (IsAhead(attempt.Entry))
        {
            // Its turn comes when the history comes to it.
            Learn(null, attempt.Entry, new(attempt.Entry.Id, RestoreProgressState.Intended, Message: error.ToString()));
            return;
        }
        var outcome = attempt.FromError(error);
        if (outcome.Final) Learn(null, attempt.Entry, new(attempt.Entry.Id, RestoreProgressState.Failed, Message: error.ToString()));
        else Learn(again, attempt.Entry, new(attempt.Entry.Id, RestoreProgressState.Intended, Message: error.ToString()));
        await Writer.OutcomeAsync(this, outcome, cancellationToken).ConfigureAwait(false);
    }

    private void Learn(List<ManifestEntry>? group, ManifestEntry entry, RestoreProgress progress)
    {
        lock (learned)
        {
            if (!IsAhead(entry)) group?.Add(entry);
            learned.Add(progress);
        }
    }

    /// <summary>Whether the entry is asked for together with an older version of its key, which is the one that this segment carries on.</summary>
    private bool IsAhead(ManifestEntry entry) => ahead.Any(one => one.Entry.Id == entry.Id);
}
