using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Dashboard.Samples;

/// <summary>What happened per second, from how far runs were at moments.</summary>
internal sealed class Throughput
{
    private const int MostPoints = 160;

    /// <summary>Rates of one run or of several together, in bins of equal length, oldest first.</summary>
    public static IReadOnlyList<Rate> Of(IReadOnlyList<RunSample> samples)
    {
        if (samples.Count < 2)
            return [];
        var begin = samples.Min(sample => sample.At);
        var width = TimeSpan.FromSeconds(Math.Max(5, Math.Ceiling((samples.Max(sample => sample.At) - begin).TotalSeconds / MostPoints / 5) * 5));
        var bins = new SortedDictionary<long, Rate>();
        foreach (var run in samples.GroupBy(sample => sample.Run))
            Add(bins, [.. run.OrderBy(sample => sample.At)], begin, width);
        // A bin's rate holds from its beginning, which for the first one is where the line begins.
        return bins.Count == 0 ? [] : [bins.Values.First() with { At = begin }, .. bins.Values];
    }

    /// <summary>The samples with the run's beginning and end, between which they may have missed something.</summary>
    public static IReadOnlyList<RunSample> Whole(Run run, IReadOnlyList<RunSample> samples)
    {
        var whole = samples.ToList();
        if ((run.StartedAt ?? run.CreatedAt) is var begin && (whole.Count == 0 || whole[0].At > begin))
            whole.Insert(0, new RunSample(run.Id, begin, 0, 0, 0, 0, 0));
        if (run.FinishedAt is { } end && whole[^1].At < end)
            whole.Add(new RunSample(run.Id, end, run.Totals.Listed, run.Totals.Finished, run.Totals.Failed, run.Totals.Retries, run.Totals.Bytes));
        return whole;
    }

    /// <summary>Objects per second lately; <c>null</c> if too little is known.</summary>
    public static double? Now(IReadOnlyList<RunSample> samples)
    {
        if (samples.Count < 2)
            return null;
        var last = samples[^1];
        var first = samples[Since(samples, last.At - TimeSpan.FromMinutes(1))];
        var seconds = (last.At - first.At).TotalSeconds;
        return seconds < 1 ? null : (last.Finished - first.Finished) / seconds;
    }

    // What is finished becomes less when failures are retried: what was done before says nothing of the speed since.
    private static int Since(IReadOnlyList<RunSample> samples, DateTimeOffset begin)
    {
        var first = samples.Count - 1;
        while (first > 0 && samples[first - 1].At >= begin && samples[first - 1].Finished <= samples[first].Finished)
            first--;
        return first;
    }

    // A retry reopens what had failed: a rate below zero is none.
    private static void Add(SortedDictionary<long, Rate> bins, RunSample[] samples, DateTimeOffset begin, TimeSpan width)
    {
        for (var i = 1; i < samples.Length; i++)
        {
            var (before, after) = (samples[i - 1], samples[i]);
            var first = (before.At - begin).Ticks / width.Ticks;
            var last = Math.Max(first + 1, (after.At - begin).Ticks / width.Ticks);
            var seconds = (last - first) * width.TotalSeconds;
            for (var bin = first; bin < last; bin++)
            {
                var sum = bins.GetValueOrDefault(bin) ?? new Rate(begin + ((bin + 1) * width), 0, 0, 0, 0);
                bins[bin] = sum with
                {
                    Objects = sum.Objects + (Math.Max(0, after.Finished - before.Finished) / seconds),
                    Bytes = sum.Bytes + (Math.Max(0, after.Bytes - before.Bytes) / seconds),
                    Failures = sum.Failures + (Math.Max(0, after.Failed - before.Failed) / seconds),
                    Retries = sum.Retries + (Math.Max(0, after.Retries - before.Retries) / seconds),
                };
            }
        }
    }
}

/// <summary>What happened per second around a moment.</summary>
public sealed record Rate(DateTimeOffset At, double Objects, double Bytes, double Failures, double Retries);
