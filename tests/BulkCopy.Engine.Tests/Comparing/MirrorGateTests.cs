using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Engine.Tests.Comparing;

public sealed class MirrorGateTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Paused_and_resumed_before_its_gate_a_run_neither_copies_nor_deletes_before_it_is_confirmed(bool mirror)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("s3", "target");
        await fleet.PutAsync("s3", "source", "a", [1]);
        foreach (var extra in new[] { "x", "y" }) await fleet.PutAsync("s3", "target", extra, [1]);
        var spec = new JobSpec { Name = "gate", Source = new("s3", "source", ""), Destination = new("s3", "target", ""), Confirm = !mirror };
        if (mirror) spec = spec with { Compare = ComparePolicy.Mirror, Deletions = new DeletionLimit { Percent = 100 } };
        var run = await fleet.Ledger.Runs.CreateAsync(spec, null, CancellationToken.None);
        var steering = new RunSteering(fleet.Ledger.Runs);
        run = (await steering.MoveAsync(run, RunWish.Pause, "by a test", CancellationToken.None))!;
        Assert.NotNull(await steering.MoveAsync(run, RunWish.Resume, "by a test", CancellationToken.None));

        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        var waiting = await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null || r is { State: RunState.Suspended, StateReason: not null }, working);
        Assert.Equal((RunState.Suspended, 0L), (waiting.State, waiting.Totals.Finished));
        Assert.Contains("before 'bulkcopy runs confirm", waiting.StateReason, StringComparison.Ordinal);
        Assert.Equal(["x", "y"], (await fleet.ListAsync("s3", "target")).Select(o => o.Key));

        Assert.NotNull(await steering.MoveAsync(waiting, RunWish.Confirm, "by a test", CancellationToken.None));
        var ended = await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        Assert.Equal((RunState.Complete, 1L, mirror ? 2L : 0L), (ended.State, ended.Totals.Copied, ended.Totals.Deleted));
    }
}
