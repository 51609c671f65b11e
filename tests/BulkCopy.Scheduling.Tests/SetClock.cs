namespace BulkCopy.Scheduling.Tests;

/// <summary>A clock that shows what a test sets. Its timers are real, so that what waits goes on.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    private readonly long begun = System.GetTimestamp();
    private DateTimeOffset set = now;

    /// <summary>The time at which the clock was set; it runs on from there.</summary>
    public void Set(DateTimeOffset now) => set = now - System.GetElapsedTime(begun);

    public override DateTimeOffset GetUtcNow() => set + System.GetElapsedTime(begun);
}
