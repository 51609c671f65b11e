namespace BulkCopy.Engine.Throttling;

/// <summary>Counts over the last slots of time. Not safe for concurrent use.</summary>
internal sealed class SlidingCount(int slots, TimeSpan slot, TimeProvider time)
{
    private readonly double[] counts = new double[slots];
    private readonly long ticks = (long)(slot.TotalSeconds * time.TimestampFrequency);
    private long newest = time.GetTimestamp() / (long)(slot.TotalSeconds * time.TimestampFrequency);

    public void Add(long now, double count)
    {
        Move(now);
        counts[newest % slots] += count;
    }

    /// <summary>The sum of <paramref name="length"/> slots, the newest of which is so many slots ago; the slot that is running is 0.</summary>
    public double Sum(long now, int ago, int length)
    {
        Move(now);
        double sum = 0;
        for (var i = ago; i < ago + length && i < slots; i++) sum += counts[(newest - i + slots) % slots];
        return sum;
    }

    private void Move(long now)
    {
        var current = Math.Max(newest, now / ticks);
        if (current - newest >= slots) Array.Clear(counts);
        else
            for (var i = newest + 1; i <= current; i++) counts[i % slots] = 0;
        newest = current;
    }
}
