using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Copying;

/// <summary>Entries that are copied in one request each; a unit is an entry.</summary>
internal sealed class ObjectsSegment(LeasedSegment lease, OutcomeWriter writer, RunContext context, ObjectCopier copier, RelayCopier relay, TransitionCopier transitions, ExtraDeleter deleter)
    : ActiveSegment(lease, writer)
{
    private readonly EntryVerifier? verifier = context.Spec.Verify is null ? null : new EntryVerifier(context);
    private const string PlannedAnew = nameof(PlannedAnew);
    private readonly List<Outcome> again = [];
    private IReadOnlyList<PendingEntry> pending = [];

    public override int UnitCount => pending.Count;

    public override async Task PrepareAsync(CancellationToken cancellationToken) =>
        pending = await context.Ledger.Segments.ReadPendingAsync(Lease, cancellationToken).ConfigureAwait(false);

    protected override async Task ExecuteAsync(int unit, CancellationToken cancellationToken)
    {
        var entry = pending[unit];
        var outcome = await CopyAsync(entry, cancellationToken).ConfigureAwait(false);
        if (!outcome.Final)
            lock (again) again.Add(outcome);
        await Writer.OutcomeAsync(this, outcome, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> CopyAsync(PendingEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            if (verifier is not null) return await verifier.VerifyAsync(entry, cancellationToken).ConfigureAwait(false);
            if (entry.IsUnseen())
            {
                (entry, var early) = await context.SeeAsync(entry, cancellationToken).ConfigureAwait(false);
                if (early is not null) return early;
            }
            var attempt = new Attempt(context, entry);
            if (attempt.TooNew() is { } tooNew) return tooNew;
            if (entry.Entry.Way.IsInParts()) return attempt.Ended(OutcomeResult.Failed, final: false, PlannedAnew, "The source has grown and is copied in parts.");
            if (context.Tiering is not null) return await transitions.CopyAsync(entry, Lease.AskFirst, cancellationToken).ConfigureAwait(false);
            if (await BeforeCopyAsync(entry, cancellationToken).ConfigureAwait(false) is { } settled) return settled;
            return entry.Entry.Way == CopyWay.Relay
                ? await relay.CopyAsync(entry, Lease.AskFirst, cancellationToken).ConfigureAwait(false)
                : await copier.CopyAsync(entry, Lease.AskFirst, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unexpected) when (Unexpected.Is(unexpected))
        {
            return new Attempt(context, entry).FailedForNow(nameof(Unexpected), unexpected.ToString());
        }
    }

    /// <summary>Deletions that an operator lets try again, and entries that the destination has already, where it is asked for each.</summary>
    private async Task<Outcome?> BeforeCopyAsync(PendingEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Entry.Way == CopyWay.Delete)
            return (await deleter.DeleteAsync([entry], Lease.AskFirst, () => AskFirstAgain = true, cancellationToken).ConfigureAwait(false))[0];
        if (!context.Spec.ComparesByHead) return null;
        var attempt = new Attempt(context, entry);
        if ((Lease.AskFirst || entry.OutcomeUnknown) && await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        return await attempt.UnchangedAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override SegmentEnd End(IReadOnlyList<PlannedSegment> following)
    {
        if (again.Count == 0) return base.End(following);
        var restoring = ArchivedSources.RestoreSegments(again.Where(outcome => outcome.Result == OutcomeResult.Restoring));
        var large = again.Where(outcome => outcome.Code == PlannedAnew).Select(outcome => new PlannedSegment
        {
            Id = default, Kind = SegmentKind.UploadOpen, EntryCount = 1, ByteCount = outcome.Bytes, EntryIds = [outcome.Entry],
        });
        var others = again.Where(outcome => outcome.Result != OutcomeResult.Restoring && outcome.Code != PlannedAnew);
        return base.End([.. following, .. large, .. RetrySegments.Of(others, SegmentKind.Retry, context.Retries), .. restoring]);
    }
}
