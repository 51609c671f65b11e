using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Observation;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>Four worker processes against a bucket that throttles. What is promised exactly is measured by the benchmark <c>throttle</c>; here the shape is checked.</summary>
public sealed class ThrottleStormTests
{
    private const string Destination = "storm-copies-1250000000";
    private const double Ceiling = 40;

    [Fact]
    public async Task Four_workers_use_what_a_bucket_bears_with_few_refusals_and_find_it_again_when_it_doubles()
    {
        await PostgresFixture.RequireInstalledAsync();
        await using var scene = await CrashScene.StartAsync();
        scene.Emulator.Seed(new SeedOrder { Dialect = BulkCopy.Emulator.EmulatorDialect.Cos, Bucket = "storm-1250000000", Region = "ap-beijing", Count = 5000, Size = 100 });
        (await scene.Store.CreateBucketAsync(Destination, CancellationToken.None)).ValueOrThrow();
        var rule = new FaultRule { Kind = FaultKind.SlowDown, Bucket = Destination, AboveRequestsPerSecond = Ceiling };
        var fault = scene.Emulator.Faults.Add(rule);
        await scene.RunAsync("copy", "cos:storm-1250000000", $"cos:{Destination}", "--detach");
        BulkCopyProcess[] workers = [.. Enumerable.Range(0, 4).Select(_ => BulkCopyProcess.Start(["worker"], scene.Environment))];
        try
        {
            await UntilAsync(scene, accepted: 15 * Ceiling);
            var steady = await MeasureAsync(scene, TimeSpan.FromSeconds(20));
            scene.Emulator.Faults.Remove(fault);
            scene.Emulator.Faults.Add(rule with { AboveRequestsPerSecond = 2 * Ceiling });
            await UntilAsync(scene, accepted: 30 * 2 * Ceiling);
            var doubled = await MeasureAsync(scene, TimeSpan.FromSeconds(10));

            Assert.True(steady.Rate >= 0.7 * Ceiling && steady.Throttled < 0.06, $"steady: {steady.Rate:0.0}/s accepted of {Ceiling}, {steady.Throttled:P1} throttled");
            Assert.True(doubled.Rate >= 0.7 * 2 * Ceiling && doubled.Throttled < 0.06, $"doubled: {doubled.Rate:0.0}/s accepted of {2 * Ceiling}, {doubled.Throttled:P1} throttled");
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
    }

    /// <summary>Waits until so many more requests were accepted.</summary>
    private static async Task UntilAsync(CrashScene scene, double accepted)
    {
        var enough = Accepted(scene) + accepted;
        while (Accepted(scene) < enough) await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static async Task<(double Rate, double Throttled)> MeasureAsync(CrashScene scene, TimeSpan time)
    {
        var from = TimeProvider.System.GetUtcNow();
        await Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
        var sent = Sent(scene).Where(request => request.Time >= from && request.Time < from + time).ToList();
        var throttled = sent.Count(request => request.Status == 503);
        return ((sent.Count - throttled) / time.TotalSeconds, (double)throttled / Math.Max(1, sent.Count));
    }

    private static int Accepted(CrashScene scene) => Sent(scene).Count(request => request.Status != 503);

    private static IEnumerable<LoggedRequest> Sent(CrashScene scene) => scene.Requests.Snapshot().Where(request => request.Bucket == Destination);
}
