using System.Threading.Channels;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Workers;

/// <summary>The loops that run units of segments, shared by all runs of a worker.</summary>
internal sealed class CopierPool(int concurrency)
{
    private readonly Channel<UnitOfWork> queue = Channel.CreateBounded<UnitOfWork>(new BoundedChannelOptions(concurrency));

    /// <summary>Queues a unit; waits while the pool is busy.</summary>
    public ValueTask QueueAsync(UnitOfWork unit, CancellationToken cancellationToken) => queue.Writer.WriteAsync(unit, cancellationToken);

    public Task RunAsync(CancellationToken abandon) => Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => LoopAsync(abandon)));

    private async Task LoopAsync(CancellationToken abandon)
    {
        await foreach (var unit in queue.Reader.ReadAllAsync(abandon).ConfigureAwait(false))
        {
            if (unit.Session.Stopping.IsCancellationRequested) await unit.Segment.HandBackAsync(abandon).ConfigureAwait(false);
            else await unit.Session.RunUnitAsync(unit, abandon).ConfigureAwait(false);
        }
    }
}

/// <summary>One unit of a segment and the session it belongs to.</summary>
internal readonly record struct UnitOfWork(RunSession Session, ActiveSegment Segment, int Unit);
