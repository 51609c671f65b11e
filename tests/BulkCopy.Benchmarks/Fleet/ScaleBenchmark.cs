using System.Globalization;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Benchmarks.Fleet;

/// <summary>
/// What grows with the number of objects and must not: a worker process's memory, and the time until a run whose worker was killed goes on. The large run's
/// worker is killed in the middle; another takes up the run, and its memory over the rest is compared with that of a small run's worker.
/// </summary>
internal static class ScaleBenchmark
{
    private const int Small = 10_000;
    private const int Concurrency = 96;
    private const double MostGrowth = 1.2;
    private static readonly TimeSpan LongestResume = TimeSpan.FromSeconds(3);

    /// <summary>Arguments: objects of the large run (default 1,000,000).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var large = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        await using var scene = await FleetScene.StartAsync();
        var small = await MeasureAsync(scene, "small-1250000000", Small);
        var resumed = await MeasureKilledAsync(scene, "large-1250000000", large);
        var growth = (double)resumed.PeakBytes / small;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory of a worker: {small >> 20} MiB at {Small:N0} entries, {resumed.PeakBytes >> 20} MiB at {large:N0}: {growth:0.00}x (at most {MostGrowth:0.0}x)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resumed after SIGKILL: first copy request after {resumed.FirstCopy.TotalSeconds:0.00} s (at most {LongestResume.TotalSeconds:0}), {resumed.Listings} listing requests (none)"));
        return growth <= MostGrowth && resumed.FirstCopy <= LongestResume && resumed.Listings == 0 ? 0 : 1;
    }

    private static async Task<long> MeasureAsync(FleetScene scene, string bucket, int objects)
    {
        var run = await scene.CreateRunAsync(bucket, objects);
        await using var worker = WorkerProcess.Start(scene, Concurrency);
        await scene.UntilAsync(run, r => r.FinishedAt is not null, worker.ReadPeak);
        return worker.PeakBytes;
    }

    private static async Task<(long PeakBytes, TimeSpan FirstCopy, long Listings)> MeasureKilledAsync(FleetScene scene, string bucket, int objects)
    {
        var run = await scene.CreateRunAsync(bucket, objects);
        await using (var victim = WorkerProcess.Start(scene, Concurrency))
        {
            var killed = await scene.UntilAsync(run, r => r.Totals.Listed == objects && r.Totals.Copied > objects / 10);
            while (await scene.CountOpenRangesAsync(run) > 0) killed = await scene.UntilAsync(run, _ => true);
            await victim.KillAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"killed with {killed.Totals.Copied:N0} of {killed.Totals.Listed:N0} entries copied"));
        }
        scene.Requests.Clear();
        var startedAt = TimeProvider.System.GetUtcNow();
        await using var worker = WorkerProcess.Start(scene, Concurrency);
        await scene.UntilAsync(run, r => r.FinishedAt is not null, worker.ReadPeak);
        var firstCopy = scene.Requests.Snapshot().First(request => request.Operation == Operation.CopyObject).Time - startedAt;
        return (worker.PeakBytes, firstCopy, scene.Requests.Count(Operation.ListObjects) + scene.Requests.Count(Operation.ListObjectsV2));
    }
}
