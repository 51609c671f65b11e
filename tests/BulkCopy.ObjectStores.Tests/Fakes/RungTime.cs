namespace BulkCopy.ObjectStores.Tests.Fakes;

/// <summary>The real time, but for timers of one length: they ring when a test says so, so that nothing depends on how fast a machine is.</summary>
internal sealed class RungTime(TimeSpan held) : TimeProvider
{
    private readonly TimeSpan held = held;
    private readonly Lock gate = new();
    private readonly HashSet<HeldTimer> armed = [];
    private int set;

    /// <summary>How often a timer of this length was set.</summary>
    public int Set => Volatile.Read(ref set);

    /// <summary>Rings those that are set.</summary>
    public void Ring()
    {
        HeldTimer[] due;
        lock (gate)
        {
            due = [.. armed];
            armed.Clear();
        }
        foreach (var timer in due) timer.Callback(timer.State);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HeldTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class HeldTimer(RungTime time, TimerCallback callback, object? state) : ITimer
    {
        private readonly ITimer real = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public TimerCallback Callback => callback;

        public object? State => state;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                if (dueTime != time.held) time.armed.Remove(this);
                else
                {
                    time.armed.Add(this);
                    time.set++;
                }
            }
            return real.Change(dueTime == time.held ? Timeout.InfiniteTimeSpan : dueTime, period);
        }

        public void Dispose()
        {
            lock (time.gate) time.armed.Remove(this);
            real.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
