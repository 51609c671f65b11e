using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Segments;

/// <summary>
/// A leased segment being worked on, as a number of units that may run at the same time.
/// When the last unit is over, the segment ends, or is handed back if some units were not begun.
/// </summary>
internal abstract class ActiveSegment(LeasedSegment lease, OutcomeWriter writer)
{
    private readonly List<PlannedSegment> next = [];
    private int remaining;
    private bool handedBack;

    public LeasedSegment Lease { get; } = lease;

    /// <summary>Number of units; known after preparing.</summary>
    public abstract int UnitCount { get; }

    /// <summary>Set when the ledger said that others hold the segment now.</summary>
    public bool Lost { get; set; }

    /// <summary>Set when a request may have been sent whose outcome is not written down: the next holder asks the destination first.</summary>
    public bool AskFirstAgain { get; set; }

    /// <summary>Called when the segment's end, or its being handed back, is on its way to the ledger.</summary>
    public Action? Over { get; set; }

    /// <summary>Called when the ledger has its end, or that it was handed back.</summary>
    public Action? Settled { get; set; }

    protected OutcomeWriter Writer { get; } = writer;

    /// <summary>Reads what is to be done. No unit runs before.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Does one unit, up to what it writes.</summary>
    protected abstract Task ExecuteAsync(int unit, CancellationToken cancellationToken);

    /// <summary>Called once when all units are over and none was handed back; may add segments with <see cref="Follow"/>.</summary>
    protected virtual SegmentEnd End(IReadOnlyList<PlannedSegment> following) => new(Lease, following);

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        remaining = UnitCount;
        if (remaining == 0) await FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task RunUnitAsync(int unit, CancellationToken cancellationToken)
    {
        if (!Lost) await ExecuteAsync(unit, cancellationToken).ConfigureAwait(false);
        await UnitOverAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A unit that will not be begun: the run pauses, or the worker drains.</summary>
    public ValueTask HandBackAsync(CancellationToken cancellationToken)
    {
        handedBack = true;
        return UnitOverAsync(cancellationToken);
    }

    /// <summary>Adds work that follows when this segment ends.</summary>
    protected void Follow(PlannedSegment segment)
    {
        lock (next) next.Add(segment);
    }

    private ValueTask UnitOverAsync(CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref remaining) == 0 ? FinishAsync(cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref handedBack)) await Writer.ReleaseAsync(this, cancellationToken).ConfigureAwait(false);
        else await Writer.EndAsync(this, End(next), cancellationToken).ConfigureAwait(false);
        Over?.Invoke();
    }
}
