namespace BulkCopy.Engine.Throttling;

/// <summary>A token bucket whose rate changes. It may be overdrawn by what a single request costs; the debt is paid off before the next one. Not safe for concurrent use.</summary>
internal sealed class RateBucket(TimeProvider time, double least)
{
    /// <summary>What may be saved up. Long enough for coarse timers, short enough that a worker which was held up does not make up for it.</summary>
    private const double BurstSeconds = 0.05;

    private double rate = double.PositiveInfinity;
    private double tokens;
    private long filledAt;

    public double Rate => rate;

    public bool IsUnlimited => double.IsPositiveInfinity(rate);

    public void SetRate(double next, long now)
    {
        Fill(now);
        // A bucket that was unlimited begins without savings.
        if (IsUnlimited) tokens = 0;
        rate = next;
        tokens = Math.Min(tokens, Burst);
    }

    /// <summary>Whether so much is there.</summary>
    public bool Has(double cost, long now)
    {
        if (IsUnlimited) return true;
        Fill(now);
        return tokens >= cost;
    }

    public void Take(double cost)
    {
        if (!IsUnlimited) tokens -= cost;
    }

    /// <summary>How long until so much is there.</summary>
    public TimeSpan Until(double cost, long now)
    {
        if (Has(cost, now)) return TimeSpan.Zero;
        return rate <= 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(Math.Min((cost - tokens) / rate, 3600));
    }

    private double Burst => Math.Max(least, rate * BurstSeconds);

    private void Fill(long now)
    {
        if (!IsUnlimited && now > filledAt) tokens = Math.Min(Burst, tokens + (rate * time.GetElapsedTime(filledAt, now).TotalSeconds));
        filledAt = now;
    }
}
