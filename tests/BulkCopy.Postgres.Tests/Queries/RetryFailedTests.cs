using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Tests.Ledger;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Queries;

public sealed class RetryFailedTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Who_advances_the_run_meanwhile_sees_the_segments_that_were_made()
    {
        var (scene, worker, segment) = await BeginAsync(3);
        await scene.WriteAsync(worker, segment, [LedgerScene.Copied(segment.Id.Entry(0)), Denied(segment, 1), LedgerScene.Copied(segment.Id.Entry(2))], end: true);
        await using var slow = await scene.Database.OpenConnectionAsync();
        await using var holding = await slow.BeginTransactionAsync();
        await using (var hold = slow.CreateCommand())
        {
            hold.CommandText = $"SELECT FROM bulkcopy.outcomes_{scene.Run} FOR UPDATE";
            await hold.ExecuteNonQueryAsync();
        }

        var retrying = RetryAsync(scene);
        await UntilWaitingAsync(scene, 1, retrying);
        var advancing = scene.Runs.AdvanceAsync(scene.Run, default);
        await UntilWaitingAsync(scene, 2, advancing);
        await holding.RollbackAsync();

        Assert.Equal(1, await retrying);
        Assert.Null(await advancing);
        Assert.Equal(RunState.Active, await StateAsync(scene));
        Assert.Equal([segment.Id.Entry(1)], (await scene.ClaimOneAsync(worker)).EntryIds!);
        await scene.AssertExactAsync();
    }

    [Fact]
    public async Task A_run_that_failed_with_work_left_goes_on()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(3, 3);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Failed, "gone", default);
        Assert.Equal(0, await new RetryFailed(scene.Database).RetryAsync(scene.Run, ["AccessDenied"], null, "again", default));
        Assert.Equal(RunState.Failed, await StateAsync(scene));
        Assert.Equal(0, await RetryAsync(scene));
        Assert.Equal(RunState.Ready, await StateAsync(scene));
    }

    [Fact]
    public async Task Entries_of_a_segment_that_was_handed_back_get_no_second_one()
    {
        var (scene, worker, segment) = await BeginAsync(4);
        await scene.WriteAsync(worker, segment, [LedgerScene.Copied(segment.Id.Entry(0)), Denied(segment, 1)]);
        await HandBackAndPauseAsync(scene, worker, segment);

        Assert.Equal(1, await RetryAsync(scene));

        Assert.Equal([segment.Id.Entry(1), segment.Id.Entry(2), segment.Id.Entry(3)], await ResumeAsync(scene, worker, segment.Id));
        await scene.AssertExactAsync();
    }

    [Fact]
    public async Task Entries_of_a_retry_that_was_handed_back_get_no_second_one()
    {
        var (scene, worker, segment) = await BeginAsync(4);
        var again = new PlannedSegment { Id = default, Kind = SegmentKind.Retry, EntryCount = 2, ByteCount = 200, EntryIds = [segment.Id.Entry(1), segment.Id.Entry(3)] };
        await scene.Segments.WriteAsync(scene.Batch(worker, segment, [LedgerScene.Copied(segment.Id.Entry(0)), Denied(segment, 2)]) with { Ends = [new SegmentEnd(segment, [again])] }, default);
        var retry = await scene.ClaimOneAsync(worker);
        await scene.WriteAsync(worker, retry, [LedgerScene.Failed(segment.Id.Entry(1), final: true, code: "AccessDenied")]);
        await HandBackAndPauseAsync(scene, worker, retry);

        Assert.Equal(2, await RetryAsync(scene));

        await scene.Runs.MoveAsync(scene.Run, [RunState.Paused], RunState.Active, null, default);
        var claimed = await scene.Segments.ClaimAsync(scene.Run, worker, 9, default);
        Assert.All(claimed, one => Assert.True(one.AskFirst));
        Assert.Equal(2, claimed.Count);
        var pending = new List<EntryId>();
        foreach (var one in claimed) pending.AddRange((await scene.Segments.ReadPendingAsync(one, default)).Select(entry => entry.Entry.Id));
        Assert.Equal([segment.Id.Entry(1), segment.Id.Entry(2), segment.Id.Entry(3)], pending.OrderBy(entry => entry.Value));
    }

    [Fact]
    public async Task Entries_of_a_segment_in_progress_are_left_to_it_until_it_ends()
    {
        var (scene, worker, segment) = await BeginAsync(2);
        await scene.WriteAsync(worker, segment, [Denied(segment, 0)]);
        Assert.Equal(0, await RetryAsync(scene));
        await scene.WriteAsync(worker, segment, [LedgerScene.Copied(segment.Id.Entry(1))], end: true);
        Assert.Equal(1, await RetryAsync(scene));
        Assert.Equal([segment.Id.Entry(0)], (await scene.ClaimOneAsync(worker)).EntryIds!);
        await scene.AssertExactAsync();
    }

    [Fact]
    public async Task A_large_entry_is_left_alone_while_other_parts_of_it_wait()
    {
        var (scene, worker, segment) = await BeginAsync(1);
        await scene.WriteAsync(worker, segment, [Denied(segment, 0)], end: true);
        await scene.ExecuteAsync($"""
            INSERT INTO bulkcopy.segments_{scene.Run} (run_id, segment_id, kind, entry_count, byte_count, entry_ids, first_part, last_part)
            VALUES ({scene.Run}, nextval('bulkcopy.segment_id'), 'UploadParts', 1, 1, ARRAY[{segment.Id.Entry(0)}::bigint], 1, 32)
            """);
        Assert.Equal(0, await RetryAsync(scene));
        await scene.WriteAsync(worker, await scene.ClaimOneAsync(worker), [], end: true);
        Assert.Equal(1, await RetryAsync(scene));
    }

    private async Task<(LedgerScene Scene, WorkerId Worker, LeasedSegment Segment)> BeginAsync(int entries)
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(entries, entries);
        var worker = await scene.RegisterAsync();
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
        return (scene, worker, await scene.ClaimOneAsync(worker));
    }

    private static Outcome Denied(LeasedSegment segment, int place) => LedgerScene.Failed(segment.Id.Entry(place), final: true, code: "AccessDenied");

    private static Task<long?> RetryAsync(LedgerScene scene) => new RetryFailed(scene.Database).RetryAsync(scene.Run, null, null, "again", default);

    private static async Task<RunState> StateAsync(LedgerScene scene) => (await scene.Runs.FindAsync(scene.Run, default))!.State;

    private static async Task HandBackAndPauseAsync(LedgerScene scene, WorkerId worker, LeasedSegment segment)
    {
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Pausing, null, default);
        await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker, Releases = [segment] }, default);
        Assert.Equal(RunState.Paused, await scene.Runs.AdvanceAsync(scene.Run, default));
    }

    /// <summary>The entries of the only segment there is to claim.</summary>
    private static async Task<IEnumerable<EntryId>> ResumeAsync(LedgerScene scene, WorkerId worker, SegmentId only)
    {
        await scene.Runs.MoveAsync(scene.Run, [RunState.Paused], RunState.Active, null, default);
        var claimed = Assert.Single(await scene.Segments.ClaimAsync(scene.Run, worker, 9, default));
        Assert.Equal((only, true), (claimed.Id, claimed.AskFirst));
        return (await scene.Segments.ReadPendingAsync(claimed, default)).Select(entry => entry.Entry.Id);
    }

    /// <summary>Returns when so many wait for locks, or when <paramref name="done"/> shows that there is nothing to wait for.</summary>
    private static async Task UntilWaitingAsync(LedgerScene scene, long many, Task done)
    {
        while (!done.IsCompleted && await scene.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") < many)
            await Task.Yield();
    }
}
