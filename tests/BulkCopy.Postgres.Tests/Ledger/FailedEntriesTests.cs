using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class FailedEntriesTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Failures_of_a_complete_run_are_pending_again_and_the_totals_stay_exact()
    {
        var (scene, worker, ids) = await CompleteAsync();
        Assert.Equal(3, await new FailedEntries(scene.Database).ReopenAsync(scene.Run, default));
        var run = await scene.Runs.FindAsync(scene.Run, default);
        Assert.Equal((RunState.Active, null), (run!.State, run.FinishedAt));
        var totals = await scene.AssertExactAsync();
        Assert.Equal((1, 0, 3), (totals.Copied, totals.Failed, totals.Retries));

        var segments = (await scene.Segments.ClaimAsync(scene.Run, worker, 10, default)).OrderBy(segment => segment.Kind).ToList();
        Assert.Equal([SegmentKind.Retry, SegmentKind.UploadOpen], segments.Select(segment => segment.Kind));
        var retry = await scene.Segments.ReadPendingAsync(segments[0], default);
        Assert.Equal([(ids[0], 1), (ids[1], 1)], retry.Select(pending => (pending.Entry.Id, pending.Attempts)));
        Assert.Equal(ids[3], Assert.Single(await scene.Segments.ReadPendingAsync(segments[1], default)).Entry.Id);

        await scene.WriteAsync(worker, segments[0], [LedgerScene.Copied(ids[0], 2), LedgerScene.Failed(ids[1], 2, final: true)], end: true);
        await scene.WriteAsync(worker, segments[1], [LedgerScene.Copied(ids[3], 2)], end: true);
        totals = await scene.AssertExactAsync();
        Assert.Equal((3, 1, 3), (totals.Copied, totals.Failed, totals.Retries));
        Assert.Equal(RunState.Completing, await scene.Runs.AdvanceAsync(scene.Run, default));
    }

    [Fact]
    public async Task A_run_without_failures_stays_as_it_is()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Complete, null, default);
        Assert.Equal(0, await new FailedEntries(scene.Database).ReopenAsync(scene.Run, default));
        Assert.Equal(RunState.Complete, (await scene.Runs.FindAsync(scene.Run, default))!.State);
    }

    [Fact]
    public async Task A_cancelled_run_stays_cancelled()
    {
        var (scene, _, _) = await CompleteAsync(RunState.Cancelled);
        Assert.Equal(0, await new FailedEntries(scene.Database).ReopenAsync(scene.Run, default));
        Assert.Equal(3, (await scene.AssertExactAsync()).Failed);
    }

    /// <summary>Four entries, the last one large; the third was copied, the others failed.</summary>
    private async Task<(LedgerScene Scene, BulkCopy.Engine.Workers.WorkerId Worker, EntryId[] Entries)> CompleteAsync(RunState state = RunState.Complete)
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(4, 4, i => i == 3 ? CopyWay.PartCopy : CopyWay.Copy);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        EntryId[] ids = [.. Enumerable.Range(0, 4).Select(segment.Id.Entry)];
        await scene.WriteAsync(worker, segment,
            [LedgerScene.Failed(ids[0], final: true), LedgerScene.Failed(ids[1], final: true), LedgerScene.Copied(ids[2]), LedgerScene.Failed(ids[3], final: true)], end: true);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], state, null, default);
        return (scene, worker, ids);
    }
}
