using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Workers;

/// <summary>Workers and their leases, by the database's clock.</summary>
public interface IWorkerLedger
{
    /// <summary>Registers a worker whose lease lasts <paramref name="lease"/> from now, and tells the time.</summary>
    Task<(WorkerId Id, DateTimeOffset Now)> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Renews the worker's lease and with it all it has leased, and tells the time. <c>null</c>: the lease had expired or ended; the worker must drop its work and register anew.</summary>
    Task<DateTimeOffset?> HeartbeatIfLiveAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends a worker that has handed everything back.</summary>
    Task StopAsync(WorkerId worker, CancellationToken cancellationToken);

    /// <summary>Makes segments and ranges of expired workers claimable again, at most <paramref name="most"/> of each; segments get <see cref="LeasedSegment.AskFirst"/>. Returns how many.</summary>
    Task<int> RescueExpiredAsync(int most, CancellationToken cancellationToken);

    /// <summary>Makes what this worker holds of a run, without knowing it, claimable again: the answer to a claim was lost, or a request to give something back.
    /// Segments get <see cref="LeasedSegment.AskFirst"/>. After a crash all of it is handed back, or nothing.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="run">The run.</param>
    /// <param name="segments">Segments that it knows, by number and number of claims.</param>
    /// <param name="ranges">Numbers of the ranges that it knows.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task HandBackUnknownAsync(WorkerId worker, RunId run, IReadOnlyCollection<(SegmentId Id, int Claims)> segments, IReadOnlyCollection<long> ranges, CancellationToken cancellationToken);
}
