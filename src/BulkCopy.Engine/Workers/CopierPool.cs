using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Workers;

/// <summary>
/// The loops that run units of segments, shared by all runs of a worker. The next unit is one of the run with the highest priority; among equals, of the one
/// that has the fewest units running. A run whose units would only wait in front of a gate is passed over, so that it does not hold the loops of the others.
/// </summary>
internal sealed class CopierPool(int concurrency)
{
    private readonly Lock guard = new();
    private readonly List<Lane> lanes = [];
    private readonly Queue<TaskCompletionSource<UnitOfWork>> idle = new();
    private long picks;

    /// <summary>Queues a unit; waits while enough of its run's are queued.</summary>
    public async ValueTask QueueAsync(UnitOfWork unit, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (guard)
            {
                var lane = LaneOf(unit.Session);
                if (lane.Units.Count < concurrency)
                {
                    lane.Units.Enqueue(unit);
                    WakeIdle();
                    return;
                }
                lane.Room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = lane.Room.Task;
            }
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends when abandoned and all loops have ended, or as soon as one breaks.</summary>
    public async Task RunAsync(CancellationToken abandon)
    {
        var loops = Enumerable.Range(0, concurrency).Select(_ => LoopAsync(abandon)).ToArray();
        var first = await Task.WhenAny(loops).ConfigureAwait(false);
        if (first.IsFaulted) await first.ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private async Task LoopAsync(CancellationToken abandon)
    {
        while (true)
        {
            var unit = await TakeAsync(abandon).ConfigureAwait(false);
            try
            {
                if (unit.Session.Stopping.IsCancellationRequested) await unit.Segment.HandBackAsync(abandon).ConfigureAwait(false);
                else await unit.Session.RunUnitAsync(unit, abandon).ConfigureAwait(false);
            }
            finally
            {
                End(unit);
            }
        }
    }

    private ValueTask<UnitOfWork> TakeAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<UnitOfWork> wait;
        lock (guard)
        {
            if (Pick() is { } unit) return new(unit);
            wait = new(TaskCreationOptions.RunContinuationsAsynchronously);
            idle.Enqueue(wait);
        }
        return new(wait.Task.WaitAsync(cancellationToken));
    }

    private void End(UnitOfWork unit)
    {
        lock (guard)
        {
            var lane = LaneOf(unit.Session);
            if (--lane.Running == 0 && lane.Units.Count == 0 && lane.Room is null) lanes.Remove(lane);
            // The loop that ends here takes one itself; a gate that opened meanwhile may have work for more.
            WakeIdle();
        }
    }

    private void WakeIdle()
    {
        while (idle.Count > 0 && Pick() is { } unit) idle.Dequeue().TrySetResult(unit);
    }

    private UnitOfWork? Pick()
    {
        Lane? best = null;
        foreach (var lane in lanes)
            if (lane.Units.Count > 0 && (best is null || lane.GoesBefore(best)) && !(lane.Running > 0 && lane.Session.IsSaturated)) best = lane;
        if (best is null) return null;
        best.Running++;
        best.PickedAt = ++picks;
        best.Room?.TrySetResult();
        best.Room = null;
        return best.Units.Dequeue();
    }

    private Lane LaneOf(RunSession session)
    {
        foreach (var lane in lanes)
            if (ReferenceEquals(lane.Session, session)) return lane;
        var added = new Lane(session);
        lanes.Add(added);
        return added;
    }

    private sealed class Lane(RunSession session)
    {
        public RunSession Session => session;
        public Queue<UnitOfWork> Units { get; } = new();
        public TaskCompletionSource? Room { get; set; }
        public int Running { get; set; }
        public long PickedAt { get; set; }

        public bool GoesBefore(Lane other) =>
            session.Priority != other.Session.Priority ? session.Priority > other.Session.Priority
            : Running != other.Running ? Running < other.Running
            : PickedAt < other.PickedAt;
    }
}

/// <summary>One unit of a segment and the session it belongs to.</summary>
internal readonly record struct UnitOfWork(RunSession Session, ActiveSegment Segment, int Unit);
