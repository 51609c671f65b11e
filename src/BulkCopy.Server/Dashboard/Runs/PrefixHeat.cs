using System.Collections.Concurrent;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Dashboard.Runs;

/// <summary>How far the prefixes of a run are, which fail and which are slow. A segment counts for the prefix of its first key. Kept for some seconds.</summary>
internal sealed class PrefixHeat(RunSegments segments, TimeProvider time)
{
    private const int MostPrefixes = 18;
    private const int MostFailing = 6;
    private const int MostRuns = 50;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tolerable = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<RunId, Kept> kept = new();

    /// <summary>Prefixes in the order of keys; about ten seconds old. Of a large run whoever looks again does not wait while they are read anew, so that they may be a minute old.</summary>
    public async Task<PrefixReadings> ReadAsync(RunId run, CancellationToken cancellationToken)
    {
        if (!kept.TryGetValue(run, out var known) || known.Newest.IsFaulted || time.GetElapsedTime(known.At) >= Fresh)
        {
            if (kept.Count >= MostRuns)
                kept.Clear();
            var before = known?.Newest.IsCompletedSuccessfully == true && time.GetElapsedTime(known.At) < Tolerable ? await known.Newest : null;
            kept[run] = known = new Kept(time.GetTimestamp(), ReadNowAsync(run), before);
        }
        return known.Before is { } earlier && !known.Newest.IsCompletedSuccessfully ? earlier : await known.Newest.WaitAsync(cancellationToken);
    }

    private async Task<PrefixReadings> ReadNowAsync(RunId run) => Group(await segments.ReadAsync(run, CancellationToken.None));

    private sealed record Kept(long At, Task<PrefixReadings> Newest, PrefixReadings? Before);

    /// <summary>Groups segments by the longest folders of which there are not too many.</summary>
    internal static PrefixReadings Group(IReadOnlyList<SegmentReading> segments)
    {
        var depth = 1;
        while (depth < 8 && segments.Select(segment => Folder(segment.FirstKey, depth + 1)).Distinct().Take(MostPrefixes + 1).Count() <= MostPrefixes)
            depth++;
        var groups = segments.GroupBy(segment => Folder(segment.FirstKey, depth)).ToArray();
        // What failed is counted where the failed keys are, each for its share of its segment's failures.
        var failed = segments.SelectMany(segment => segment.FailedKeys.Select(key => (Prefix: Folder(key, depth), Share: (double)segment.Failed / segment.FailedKeys.Count)))
            .GroupBy(pair => pair.Prefix).Select(group => new FailingPrefix(group.Key, (long)Math.Round(group.Sum(pair => pair.Share))));
        return new PrefixReadings(
            [.. groups.Take(MostPrefixes).Select(group => new PrefixReading(group.Key, [.. group]))], [.. failed.OrderByDescending(one => one.Failed).Take(MostFailing)]);
    }

    private static string Folder(string key, int depth)
    {
        var end = -1;
        for (var i = 0; i < depth; i++)
        {
            var next = key.IndexOf('/', end + 1);
            if (next < 0)
                break;
            end = next;
        }
        return key[..(end + 1)];
    }
}

/// <summary>What is known of a prefix.</summary>
public sealed record PrefixReading(string Prefix, IReadOnlyList<SegmentReading> Segments)
{
    public long Entries => Segments.Sum(segment => (long)segment.Entries);
    public long Bytes => Segments.Sum(segment => segment.Bytes);
    public long Done => Segments.Where(segment => segment.IsDone).Sum(segment => (long)segment.Entries);
    public long Failed => Segments.Sum(segment => segment.Failed);
    public double? Milliseconds => Segments.Average(segment => segment.Milliseconds);
}

/// <summary>A prefix and about how many objects failed under it.</summary>
public sealed record FailingPrefix(string Prefix, long Failed);

/// <summary>The prefixes of a run, and those that fail most.</summary>
public sealed record PrefixReadings(IReadOnlyList<PrefixReading> All, IReadOnlyList<FailingPrefix> Failing);
