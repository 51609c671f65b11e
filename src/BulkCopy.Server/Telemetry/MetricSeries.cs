namespace BulkCopy.Server.Telemetry;

/// <summary>One series of an instrument: its labels, and its value or its distribution.</summary>
internal sealed class MetricSeries(string labels, double[] bounds)
{
    private readonly long[] buckets = new long[bounds.Length + 1];
    private readonly Lock guard = new();
    private double value;
    private long count;

    /// <summary>Labels as text, without braces.</summary>
    public string Labels { get; } = labels;

    public void Add(double amount)
    {
        lock (guard)
            value += amount;
    }

    public void Set(double now)
    {
        lock (guard)
            value = now;
    }

    public void Observe(double measured)
    {
        var bucket = Array.FindIndex(bounds, bound => measured <= bound);
        lock (guard)
        {
            buckets[bucket < 0 ? bounds.Length : bucket]++;
            value += measured;
            count++;
        }
    }

    /// <summary>Value or sum, number of observations, and their distribution.</summary>
    public (double Value, long Count, long[] Buckets) Read()
    {
        lock (guard)
            return (value, count, (long[])buckets.Clone());
    }
}
