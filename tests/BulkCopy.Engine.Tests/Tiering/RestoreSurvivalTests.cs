using System.Globalization;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Engine.Tests.Tiering;

/// <summary>
/// Archived objects whose worker is killed in every state of their restore. The test holds the emulator's clock: nothing is restored before it is moved on.
/// <c>BULKCOPY_RESTORE_OBJECTS</c> sets their number.
/// </summary>
public sealed class RestoreSurvivalTests(PostgresFixture postgres)
{
    private static readonly int Objects = int.Parse(Environment.GetEnvironmentVariable("BULKCOPY_RESTORE_OBJECTS") ?? "400", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Between two rounds of asking about all objects there must be a moment in which nobody asks.
    private static readonly string Thaw = $$"""
        version: 1
        name: thaw
        restore: { tier: Standard, days: 2, requestsPerSecond: 1000, pollInterval: {{2 + (Objects / 200)}}s }
        rules:
          - { name: thaw, to: STANDARD }
        """;

    [Fact]
    public async Task The_run_survives_the_death_of_its_worker_in_every_state_and_nobody_is_busy_while_it_waits()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos");
        await scene.PutAllAsync(200, Enumerable.Range(0, Objects).Select(i => ($"k{i:D5}", "ARCHIVE", 70_000, (string?)null)));
        var before = await scene.DescribeAsync();
        var run = await scene.Ledger.Runs.CreateAsync(scene.Job(Thaw), null, default);
        long Requests(Operation operation) => scene.Emulator.Requests.Count(operation);

        // Some have been asked for, some only intended to: those wait for their worker's end.
        Hold(scene, Operation.RestoreObject, (Objects / 4) + 1);
        await KillWhenAsync(scene, run.Id, () => Task.FromResult(scene.Emulator.Requests.CountEffects(Operation.RestoreObject) > Objects / 4));
        Assert.True(await CountAsync(scene, RestoreProgressState.Intended) > 0);
        scene.Emulator.Faults.Clear();
        await KillWhenAsync(scene, run.Id, async () => await CountAsync(scene, RestoreProgressState.Running) == Objects);
        await AssertNobodyIsBusyAsync(scene);
        // In the middle of a poll.
        var heads = Requests(Operation.HeadObject);
        await KillWhenAsync(scene, run.Id, () => Task.FromResult(Requests(Operation.HeadObject) > heads + (Objects / 4)));

        Hold(scene, Operation.CopyObject, 0);
        scene.Clock.Shift(TimeSpan.FromHours(5));
        await KillWhenAsync(scene, run.Id, async () => await CountAsync(scene, RestoreProgressState.Restored) > 0);
        scene.Emulator.Faults.Clear();
        Hold(scene, Operation.CopyObject, (Objects / 8) + 1);
        await KillWhenAsync(scene, run.Id, () => Task.FromResult(scene.Emulator.Requests.CountEffects(Operation.CopyObject) > Objects / 8));
        scene.Emulator.Faults.Clear();
        using var stopping = new CancellationTokenSource();
        var working = scene.WorkAsync("last", stopping.Token);
        await UntilAsync(async () => (await scene.Ledger.Runs.FindAsync(run.Id, default))!.FinishedAt is not null);
        await stopping.CancelAsync();
        await working;

        var ended = (await scene.Ledger.Runs.FindAsync(run.Id, default))!;
        Assert.Equal((RunState.Complete, Objects, 0L), (ended.State, ended.Totals.Copied + ended.Totals.Adopted, ended.Totals.Failed));
        Assert.All(await scene.ListAsync(), listed => Assert.Equal("STANDARD", listed.StorageClass));
        Assert.Equal(before, await scene.DescribeAsync());
        Assert.Equal(Objects, scene.Emulator.Requests.CountEffects(Operation.RestoreObject));
        Assert.Equal(0, await scene.ScalarAsync("SELECT count(*) FROM bulkcopy.restores WHERE requests > 1"));
    }

    /// <summary>While all restores run, a worker that can do two things at a time carries another run from its beginning to its end, and then holds no lease.</summary>
    private static async Task AssertNobodyIsBusyAsync(TieringScene scene)
    {
        const string other = "others-1250000000";
        (await scene.Store.CreateBucketAsync(other, default)).ValueOrThrow();
        foreach (var i in Enumerable.Range(0, 50))
            (await scene.Store.PutObjectAsync(new PutObjectRequest { Bucket = other, Key = $"a/{i}", Content = new MemoryStream(new byte[10]), Length = 10 }, default)).ValueOrThrow();
        using var stopping = new CancellationTokenSource();
        scene.Concurrency = 2;
        var working = scene.WorkAsync("waits", stopping.Token);
        scene.Concurrency = 32;
        var place = new StoreLocation("here", other, "a/");
        var run = await scene.Ledger.Runs.CreateAsync(new JobSpec { Name = "other", Source = place, Destination = place with { Prefix = "b/" } }, null, default);
        await UntilAsync(async () => (await scene.Ledger.Runs.FindAsync(run.Id, default))!.FinishedAt is not null);
        Assert.Equal(50, (await scene.Ledger.Runs.FindAsync(run.Id, default))!.Totals.Copied);
        Assert.Equal(Objects, await CountAsync(scene, RestoreProgressState.Running));
        await UntilAsync(async () => await scene.ScalarAsync("SELECT count(*) FROM bulkcopy.segments WHERE kind = 'RestorePoll' AND state = 'Ready'") > 0
            && await scene.ScalarAsync("SELECT count(*) FROM bulkcopy.segments WHERE state = 'Leased'") == 0);
        await stopping.CancelAsync();
        await working;
    }

    /// <summary>Requests behind the first so many wait until their worker is killed.</summary>
    private static void Hold(TieringScene scene, Operation operation, int passed) =>
        scene.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Delay = TimeSpan.FromHours(1), Operations = [operation], Skip = passed });

    private static Task<long> CountAsync(TieringScene scene, RestoreProgressState state) =>
        scene.ScalarAsync($"SELECT count(*) FROM bulkcopy.restores WHERE state = '{state}'");

    private static async Task KillWhenAsync(TieringScene scene, RunId run, Func<Task<bool>> isSo)
    {
        using var abandon = new CancellationTokenSource();
        var killed = scene.WorkAsync("killed", CancellationToken.None, abandon.Token);
        await UntilAsync(isSo);
        await abandon.CancelAsync();
        await killed;
        Assert.Null((await scene.Ledger.Runs.FindAsync(run, default))!.FinishedAt);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isSo()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }
}
