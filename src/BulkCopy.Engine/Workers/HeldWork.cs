using System.Collections.Concurrent;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Workers;

/// <summary>
/// What this worker knows that it holds of a run. The ledger may say more: the answer to a claim was lost, or a request to give something back.
/// As long as the worker lives nobody rescues that, so it is handed back from time to time, and at once after the ledger was away.
/// </summary>
internal sealed class HeldWork(RunId run, WorkerLease lease, IWorkerLedger ledger, TimeSpan interval, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(SegmentId Id, int Claims), bool> segments = [];
    private readonly ConcurrentDictionary<long, bool> ranges = [];
    // No range may be between its claim and its being known while others are handed back.
    private readonly SemaphoreSlim claiming = new(1);
    private long lookedAt;
    private volatile bool inDoubt = true;

    public void Add(LeasedSegment segment) => segments[(segment.Id, segment.Claims)] = true;

    /// <summary>The ledger has its end, or that it was given back.</summary>
    public void Remove(LeasedSegment segment) => segments.TryRemove((segment.Id, segment.Claims), out _);

    public void Remove(ListingRange range) => ranges.TryRemove(range.RangeId, out _);

    /// <summary>The ledger was away: what was asked of it may have happened.</summary>
    public void Doubt() => inDoubt = true;

    public async Task<ListingRange?> ClaimRangeAsync(IManifestLedger manifests, CancellationToken cancellationToken)
    {
        await claiming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var range = await manifests.ClaimRangeAsync(run, lease.Id, cancellationToken).ConfigureAwait(false);
            if (range is not null) ranges[range.RangeId] = true;
            return range;
        }
        catch (LedgerUnavailableException)
        {
            Doubt();
            throw;
        }
        finally
        {
            claiming.Release();
        }
    }

    /// <summary>Hands back what is not known, if it is time to look. Only who claims segments may call it, so that none is between its claim and its being known.</summary>
    public async Task HandBackUnknownAsync(CancellationToken cancellationToken)
    {
        if (!inDoubt && time.GetElapsedTime(lookedAt) < interval) return;
        await claiming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            inDoubt = false;
            await ledger.HandBackUnknownAsync(lease.Id, run, [.. segments.Keys], [.. ranges.Keys], cancellationToken).ConfigureAwait(false);
            lookedAt = time.GetTimestamp();
        }
        catch (LedgerUnavailableException)
        {
            Doubt();
            throw;
        }
        finally
        {
            claiming.Release();
        }
    }

    public void Dispose() => claiming.Dispose();
}
