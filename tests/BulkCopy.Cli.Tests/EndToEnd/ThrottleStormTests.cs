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

    // The objects last for twice as long at the doubled rate.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Four_workers_use_what_a_bucket_bears_with_few_refusals_and_find_it_again_when_it_doubles()
    {
        await PostgresFixture.RequireInstalledAsync();
        await using var scene = await CrashScene.StartAsync();
        scene.Emulator.Seed(new SeedOrder { Dialect = BulkCopy.Emulator.EmulatorDialect.Cos, Bucket = "storm-1250000000", Region = "ap-beijing", Count = 22_000, Size = 100 });
        (await scene.Store.CreateBucketAsync(Destination, CancellationToken.None)).ValueOrThrow();
        var rule = new FaultRule { Kind = FaultKind.SlowDown, Bucket = Destination, AboveRequestsPerSecond = Ceiling };
        var fault = scene.Emulator.Faults.Add(rule);
        await scene.RunAsync("copy", "cos:storm-1250000000", $"cos:{Destination}", "--detach");
        BulkCopyProcess[] workers = [.. Enumerable.Range(0, 4).Select(_ => BulkCopyProcess.Start(["worker"], scene.Environment))];
        try
        {
            await UntilAsync(scene, Ceiling, TimeSpan.FromSeconds(20));
            scene.Emulator.Faults.Remove(fault);
            scene.Emulator.Faults.Add(rule with { AboveRequestsPerSecond = 2 * Ceiling });
            await UntilAsync(scene, 2 * Ceiling, TimeSpan.FromSeconds(10));
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
    }

    /// <summary>Waits for a stretch of this length in which the workers used most of what the bucket bore, with few refusals. When it comes is the machine's affair.</summary>
    private static async Task UntilAsync(CrashScene scene, double ceiling, TimeSpan stretch)
    {
        var begun = TimeProvider.System.GetUtcNow();
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            var now = TimeProvider.System.GetUtcNow();
            if (now - begun < stretch) continue;
            var (rate, throttled) = Measure(scene, now - stretch, stretch);
            if (rate >= 0.7 * ceiling && throttled < 0.06) return;
            Assert.True(now - begun < Patience, $"{rate:0.0}/s accepted of {ceiling}, {throttled:P1} throttled");
        }
    }

    private static (double Rate, double Throttled) Measure(CrashScene scene, DateTimeOffset from, TimeSpan time)
    {
        var sent = Sent(scene).Where(request => request.Time >= from && request.Time < from + time).ToList();
        var throttled = sent.Count(request => request.Status == 503);
        return ((sent.Count - throttled) / time.TotalSeconds, (double)throttled / Math.Max(1, sent.Count));
    }

    private static IEnumerable<LoggedRequest> Sent(CrashScene scene) => scene.Requests.Snapshot().Where(request => request.Bucket == Destination);
}
