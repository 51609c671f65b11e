using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Workers;

namespace BulkCopy.Engine.Segments;

/// <summary>Segments, their leases, and the outcomes made under them.</summary>
public interface ISegmentLedger
{
    /// <summary>Leases up to <paramref name="most"/> segments of an active run that are due. None is normal.
    /// After a crash of the caller the leases end with the worker's own lease.</summary>
    Task<IReadOnlyList<LeasedSegment>> ClaimAsync(RunId run, WorkerId worker, int most, CancellationToken cancellationToken);

    /// <summary>The entries of a leased segment that have no final outcome. For <see cref="SegmentKind.Objects"/> only those whose way is one request.</summary>
    Task<IReadOnlyList<PendingEntry>> ReadPendingAsync(LeasedSegment segment, CancellationToken cancellationToken);

    /// <summary>Writes a batch in one transaction. Rows of segments that this worker no longer holds are left out: their new holder asks the destination.
    /// Returns the segments that were lost. After a crash all of the batch is there, or none; a caller that does not know may write the same batch again:
    /// what is there already is left out, and segments that the first try ended or handed back are returned as lost.
    /// A lease that has expired is still held until somebody rescues it. Segments handed back are due at once.</summary>
    Task<IReadOnlySet<SegmentId>> WriteAsync(LedgerBatch batch, CancellationToken cancellationToken);
}
