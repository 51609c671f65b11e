using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Comparing;

/// <summary>Objects of the destination that are deleted together; the whole segment is one unit.</summary>
internal sealed class DeletionSegment(LeasedSegment lease, OutcomeWriter writer, RunContext context, ExtraDeleter deleter) : ActiveSegment(lease, writer)
{
    private readonly List<Outcome> again = [];
    private IReadOnlyList<PendingEntry> pending = [];

    public override int UnitCount => pending.Count == 0 ? 0 : 1;

    public override async Task PrepareAsync(CancellationToken cancellationToken) =>
        pending = await context.Ledger.Segments.ReadPendingAsync(Lease, cancellationToken).ConfigureAwait(false);

    protected override async Task ExecuteAsync(int unit, CancellationToken cancellationToken)
    {
        IReadOnlyList<Outcome> outcomes;
        try
        {
            outcomes = await deleter.DeleteAsync(pending, Lease.AskFirst, () => AskFirstAgain = true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unexpected) when (Unexpected.Is(unexpected))
        {
            outcomes = [.. pending.Select(entry => new Attempt(context, entry).FailedForNow(nameof(Unexpected), unexpected.ToString()))];
        }
        foreach (var outcome in outcomes)
        {
            if (!outcome.Final) again.Add(outcome);
            await Writer.OutcomeAsync(this, outcome, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override SegmentEnd End(IReadOnlyList<PlannedSegment> following) =>
        base.End([.. following, .. RetrySegments.Of(again, SegmentKind.Delete, context.Retries)]);
}
