using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>A step of one large entry's upload that is a single unit.</summary>
internal abstract class EntrySegment(LeasedSegment lease, OutcomeWriter writer, RunContext context) : ActiveSegment(lease, writer)
{
    private PendingEntry? pending;
    private bool isFinished;

    public override int UnitCount => pending is null ? 0 : 1;

    protected RunContext Context { get; } = context;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var entries = await Context.Ledger.Segments.ReadPendingAsync(Lease, cancellationToken).ConfigureAwait(false);
        pending = entries.Count == 0 ? null : entries[0];
    }

    /// <summary>Does the step; an outcome if it ended or failed the entry, <c>null</c> if other segments follow.</summary>
    protected abstract Task<Outcome?> WorkAsync(Attempt attempt, PendingEntry pending, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(int unit, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(Context, pending!.Value);
        Outcome? outcome;
        try
        {
            outcome = await WorkAsync(attempt, pending.Value, cancellationToken).ConfigureAwait(false);
            if (Context.CopiesHistories && outcome is not null) outcome = await attempt.WithVersionAsync(outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unexpected) when (Unexpected.Is(unexpected))
        {
            outcome = attempt.FailedForNow(nameof(Unexpected), unexpected.ToString());
        }
        if (outcome is null) return;
        isFinished = outcome.Final;
        if (!outcome.Final) FollowAgain(outcome, attempt.Revised);
        await Writer.OutcomeAsync(this, outcome, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A history goes on behind a version that is finished, also when the holder before wrote that down and died before it could say what follows.</summary>
    protected override SegmentEnd End(IReadOnlyList<PlannedSegment> following) =>
        base.End(Context.CopiesHistories && (pending is null || isFinished) ? [.. following, HistoryFollowing.Behind(Lease.EntryIds![0])] : following);

    /// <summary>The outcome of an error: later again, or the end.</summary>
    protected static Outcome Later(Attempt attempt, StoreError error) => attempt.FromError(error);

    /// <summary>The step that is taken when this one did not succeed; by default the same again.</summary>
    protected virtual SegmentKind KindAgain => Lease.Kind;

    private void FollowAgain(Outcome outcome, ManifestEntry? revised)
    {
        if (outcome.Result == OutcomeResult.Restoring)
        {
            foreach (var restore in ArchivedSources.RestoreSegments([outcome])) Follow(restore);
            return;
        }
        var unknown = RetrySegments.MayHaveTakenEffect(outcome);
        Follow(new PlannedSegment
        {
            Id = default,
            Kind = revised is null ? KindAgain : revised.Way.IsInParts() ? SegmentKind.UploadOpen : SegmentKind.Retry,
            EntryCount = 1,
            ByteCount = outcome.Bytes,
            EntryIds = [outcome.Entry],
            Delay = Context.Retries.DelayAfter(outcome.Attempt, unknown),
            AskFirst = unknown || Lease.AskFirst,
            Tries = Lease.Tries + 1,
        });
    }
}
