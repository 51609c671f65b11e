namespace BulkCopy.Engine.Tests.Throttling;

/// <summary>A clock that stands still until it is moved. Its timers ring only when it is moved past them.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<Alarm> alarms = [];
    private TimeSpan elapsed;

    public static readonly DateTimeOffset Start = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);

    public TimeSpan Elapsed => elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => TimeSpan.TicksPerHour + elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => Start + elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Advance(TimeSpan by)
    {
        var until = elapsed + by;
        while (alarms.Where(alarm => alarm.At <= until).MinBy(alarm => alarm.At) is { } next)
        {
            if (next.At > elapsed) elapsed = next.At;
            next.Ring();
        }
        elapsed = until;
    }

    private sealed class Alarm(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan At { get; private set; } = TimeSpan.MaxValue;

        public void Ring()
        {
            clock.alarms.Remove(this);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.alarms.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            At = clock.elapsed + dueTime;
            clock.alarms.Add(this);
            return true;
        }

        public void Dispose() => clock.alarms.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
