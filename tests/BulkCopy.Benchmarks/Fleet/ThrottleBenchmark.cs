using System.Globalization;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Benchmarks.Fleet;

/// <summary>
/// Four worker processes against a bucket that answers 503 above R requests per second, counted by the store's log over the store's clock: how much of R is
/// used and how much is throttled in the steady state, and how long it takes to find the new ceiling when R doubles.
/// </summary>
internal static class ThrottleBenchmark
{
    private const int Workers = 4;
    private const double LeastUsed = 0.85;
    private const double MostThrottled = 0.02;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    /// <summary>Arguments: R (default 300 requests per second).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var ceiling = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 300;
        await using var scene = await FleetScene.StartAsync();
        var rule = new FaultRule { Kind = FaultKind.SlowDown, Bucket = FleetScene.Destination, AboveRequestsPerSecond = ceiling };
        var fault = scene.Faults.Add(rule);
        await scene.CreateRunAsync("throttled-1250000000", (int)(ceiling * (WarmUp + Steady + (2 * (Recovery + Steady))).TotalSeconds));
        var workers = Enumerable.Range(0, Workers).Select(_ => WorkerProcess.Start(scene, 96)).ToArray();
        try
        {
            // Starting takes a while; the bucket's first request begins the time.
            while (scene.Requests.Count(Operation.CopyObject) == 0) await PassAsync(TimeSpan.FromMilliseconds(100));
            await PassAsync(WarmUp);
            var steadyFrom = TimeProvider.System.GetUtcNow();
            await PassAsync(Steady);
            var doubledAt = TimeProvider.System.GetUtcNow();
            scene.Faults.Remove(fault);
            scene.Faults.Add(rule with { AboveRequestsPerSecond = 2 * ceiling });
            await PassAsync(Recovery);
            var recoveredAt = TimeProvider.System.GetUtcNow();
            await PassAsync(Steady);
            return Report(scene, ceiling, steadyFrom, doubledAt, recoveredAt);
        }
        finally
        {
            foreach (var worker in workers) await worker.KillAsync();
        }
    }

    private static int Report(FleetScene scene, double ceiling, DateTimeOffset steadyFrom, DateTimeOffset doubledAt, DateTimeOffset recoveredAt)
    {
        var log = scene.Requests.Snapshot().Where(request => request.Bucket == FleetScene.Destination).Select(request => (request.Time, Throttled: request.Status == 503)).ToArray();
        var end = log[^1].Time;
        for (var from = log[0].Time; from < end; from += TimeSpan.FromSeconds(10)) Show($"after {(from - log[0].Time).TotalSeconds,3:0} s", log, from, from.AddSeconds(10), from < doubledAt ? ceiling : 2 * ceiling);
        var steady = Show("steady", log, steadyFrom, doubledAt, ceiling);
        Show("after R doubled", log, doubledAt, recoveredAt, 2 * ceiling);
        var recovered = Show("30 s later", log, recoveredAt, end, 2 * ceiling);
        // From when on three seconds in a row reached the share.
        var seconds = Enumerable.Range(0, (int)(end - doubledAt).TotalSeconds - 3).FirstOrDefault(second =>
            Rate(log, doubledAt.AddSeconds(second), doubledAt.AddSeconds(second + 3)) >= LeastUsed * 2 * ceiling, int.MaxValue);
        Console.WriteLine($"{LeastUsed:P0} of the doubled ceiling reached after {seconds} s (at most {Recovery.TotalSeconds:0})");
        var holds = steady.Used >= LeastUsed && steady.Throttled < MostThrottled && recovered.Used >= LeastUsed && recovered.Throttled < MostThrottled && seconds <= Recovery.TotalSeconds;
        return holds ? 0 : 1;
    }

    private static (double Used, double Throttled) Show(string phase, (DateTimeOffset Time, bool Throttled)[] log, DateTimeOffset from, DateTimeOffset to, double ceiling)
    {
        var sent = log.Where(request => request.Time >= from && request.Time < to).ToArray();
        var used = Rate(log, from, to) / ceiling;
        var throttled = sent.Length == 0 ? 1 : (double)sent.Count(request => request.Throttled) / sent.Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{phase,-16} {sent.Length,8} requests in {(to - from).TotalSeconds:0} s; {used:P1} of {ceiling:0}/s accepted (at least {LeastUsed:P0}), {throttled:P2} throttled (less than {MostThrottled:P0})"));
        return (used, throttled);
    }

    private static double Rate((DateTimeOffset Time, bool Throttled)[] log, DateTimeOffset from, DateTimeOffset to) =>
        log.Count(request => request.Time >= from && request.Time < to && !request.Throttled) / (to - from).TotalSeconds;

    private static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);
}
