namespace BulkCopy.Engine.Tests.Tiering;

/// <summary>A clock that is as far from the real one as a test wants, so that objects can be old.</summary>
internal sealed class SetClock : TimeProvider
{
    private long offsetTicks;

    public void Shift(TimeSpan offset) => Volatile.Write(ref offsetTicks, offset.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Volatile.Read(ref offsetTicks));
}
