namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// The store's time as far as it is known: the local clock plus the skew learned from a server's <c>Date</c> header.
/// Stores refuse signatures that are more than 15 minutes off (<c>RequestTimeTooSkewed</c>). Safe to share.
/// </summary>
/// <param name="time">The local clock.</param>
public sealed class SigningClock(TimeProvider time)
{
    /// <summary>Differences below this are left alone: a <c>Date</c> header has whole seconds and travels a while.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    private long _skewTicks;

    /// <summary>The store's time minus the local time, as last learned; zero at first.</summary>
    public TimeSpan Skew => TimeSpan.FromTicks(Interlocked.Read(ref _skewTicks));

    /// <summary>The time to sign with.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + Skew;

    /// <summary>
    /// Takes the time of an answer that complained about the clock. Returns true when <see cref="Now"/> was off by more
    /// than <see cref="Tolerance"/> and has been corrected, so that signing and sending again is worth it; false when
    /// the clock is not what is wrong.
    /// </summary>
    /// <param name="serverDate">The answer's <c>Date</c> header.</param>
    public bool Correct(DateTimeOffset serverDate)
    {
        var local = time.GetUtcNow();
        if ((serverDate - (local + Skew)).Duration() <= Tolerance) return false;
        Interlocked.Exchange(ref _skewTicks, (serverDate - local).Ticks);
        return true;
    }
}
