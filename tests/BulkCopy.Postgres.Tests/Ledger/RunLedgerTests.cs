using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class RunLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task A_run_is_written_with_its_job_its_partitions_and_its_first_range()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.New);
        var run = await scene.Runs.FindAsync(scene.Run, default);
        Assert.NotNull(run);
        Assert.Equivalent(LedgerScene.Spec, run.Spec, strict: true);
        Assert.Equal(RunState.New, run.State);
        Assert.False(run.ListingDone);
        Assert.Equal(new RunTotals(), run.Totals);
        Assert.Equal(4, await scene.ScalarAsync<long>($"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^(entries|segments|outcomes|part_outcomes)_{run.Id}$'"));
        await scene.Runs.MoveAsync(run.Id, [RunState.New], RunState.Active, null, default);
        var range = await scene.Manifests.ClaimRangeAsync(run.Id, await scene.RegisterAsync(), default);
        Assert.Equal(("2024/", null, null), (range!.Prefix, range.CursorKey, range.EndThrough));
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_run_also_at_the_same_time()
    {
        var runs = new RunLedger(await database.OpenAsync());
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => runs.CreateAsync(LedgerScene.Spec, "once", default)));
        Assert.Single(made.Select(run => run.Id).Distinct());
        Assert.NotEqual(made[0].Id, (await runs.CreateAsync(LedgerScene.Spec, "twice", default)).Id);
    }

    [Fact]
    public async Task What_an_older_writer_did_not_know_keeps_its_default()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.New);
        await scene.ExecuteAsync($"UPDATE bulkcopy.runs SET spec = spec - 'copy' - 'failures' WHERE run_id = {scene.Run}");
        Assert.Equivalent(LedgerScene.Spec, (await scene.Runs.FindAsync(scene.Run, default))!.Spec, strict: true);
    }

    [Fact]
    public async Task There_may_be_no_such_run()
    {
        var runs = new RunLedger(await database.OpenAsync());
        Assert.Null(await runs.FindAsync(new RunId(int.MaxValue), default));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_and_unfinished_ones_by_priority()
    {
        var first = await LedgerScene.OpenAsync(database);
        var second = await LedgerScene.OpenAsync(database);
        var third = await LedgerScene.OpenAsync(database);
        Assert.Equal([third.Run, second.Run], (await first.Runs.ListAsync(null, 2, default)).Select(run => run.Id));
        Assert.Equal([second.Run, first.Run], (await first.Runs.ListAsync(third.Run, 2, default)).Select(run => run.Id));

        await first.ExecuteAsync($"UPDATE bulkcopy.runs SET priority = 1 WHERE run_id = {third.Run}");
        await first.Runs.MoveAsync(second.Run, [RunState.Active], RunState.Complete, null, default);
        var unfinished = (await first.Runs.ListUnfinishedAsync(default)).Select(run => run.Id).ToList();
        Assert.Equal(third.Run, unfinished[0]);
        Assert.Contains(first.Run, unfinished);
        Assert.DoesNotContain(second.Run, unfinished);
    }

    [Fact]
    public async Task Moving_sets_reason_start_and_end_and_only_the_first_of_two_moves()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var active = await scene.Runs.FindAsync(scene.Run, default);
        Assert.NotNull(active!.StartedAt);
        Assert.True(await scene.Runs.MoveAsync(scene.Run, [RunState.Active, RunState.Paused], RunState.Failed, "no such bucket", default));
        Assert.False(await scene.Runs.MoveAsync(scene.Run, [RunState.Active, RunState.Paused], RunState.Failed, "again", default));
        var failed = await scene.Runs.FindAsync(scene.Run, default);
        Assert.Equal((RunState.Failed, "no such bucket", active.StartedAt), (failed!.State, failed.StateReason, failed.StartedAt));
        Assert.NotNull(failed.FinishedAt);
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task Every_state_satisfies_the_schema(RunState state)
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.New);
        Assert.True(await scene.Runs.MoveAsync(scene.Run, [RunState.New], state, null, default));
        Assert.Equal(state, (await scene.Runs.FindAsync(scene.Run, default))!.State);
    }

    public static TheoryData<RunState> States() => [.. Enum.GetValues<RunState>()];

    [Fact]
    public async Task An_active_run_completes_when_it_is_listed_and_no_segment_is_open()
    {
        var scene = await LedgerScene.OpenAsync(database);
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
        await scene.ListAsync(2, 1);
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
        Assert.True((await scene.Runs.FindAsync(scene.Run, default))!.ListingDone);
        var worker = await scene.RegisterAsync();
        foreach (var segment in await scene.Segments.ClaimAsync(scene.Run, worker, 2, default))
        {
            Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
            await scene.WriteAsync(worker, segment, [LedgerScene.Copied(segment.Id.Entry(0))], end: true);
        }
        Assert.Equal(RunState.Completing, await scene.Runs.AdvanceAsync(scene.Run, default));
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
    }

    [Fact]
    public async Task A_run_that_waits_for_confirmation_is_suspended_when_it_is_listed()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.Preparing);
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
        await scene.ListAsync(1, 1);
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, await scene.RegisterAsync(), 1, default));
        Assert.Equal(RunState.Suspended, await scene.Runs.AdvanceAsync(scene.Run, default));
    }

    [Fact]
    public async Task A_pause_waits_for_leased_segments_and_ranges_and_nothing_is_claimed_meanwhile()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var worker = await scene.RegisterAsync();
        var range = await scene.Manifests.ClaimRangeAsync(scene.Run, worker, default);
        await scene.Manifests.AppendPageIfLeasedAsync(range!, worker, await scene.PlanAsync(0, 2, 1), default);
        var segment = await scene.ClaimOneAsync(worker);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Pausing, null, default);
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, worker, 1, default));
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
        await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker, Releases = [segment] }, default);
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
        await scene.Manifests.ReleaseRangeAsync(range!, worker, default);
        Assert.Null(await scene.Manifests.ClaimRangeAsync(scene.Run, worker, default));
        Assert.Equal(RunState.Paused, await scene.Runs.AdvanceAsync(scene.Run, default));
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
    }

    [Theory]
    [InlineData(RunState.Cancelling, RunState.Cancelled)]
    [InlineData(RunState.Failing, RunState.Failed)]
    public async Task A_run_ends_when_nothing_is_leased_and_no_upload_is_open(RunState ending, RunState ended)
    {
        var scene = await LedgerScene.OpenAsync(database);
        var upload = await scene.Uploads.IntendAsync(scene.Run, new EntryId(1), "s3", "b", "k", default);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], ending, "because", default);
        Assert.Null(await scene.Runs.AdvanceAsync(scene.Run, default));
        await scene.Uploads.MoveAsync(upload.UploadNo, Engine.Uploads.UploadState.Intended, Engine.Uploads.UploadState.Aborted, default);
        Assert.Equal(ended, await scene.Runs.AdvanceAsync(scene.Run, default));
        var run = await scene.Runs.FindAsync(scene.Run, default);
        Assert.Equal("because", run!.StateReason);
        Assert.NotNull(run.FinishedAt);
    }

    [Fact]
    public async Task A_finished_run_is_dropped_with_all_its_rows_and_an_unfinished_one_is_not()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(3, 3);
        await scene.Runs.AppendEventAsync(scene.Run, "listed", "three", default);
        var retention = new RunRetention(scene.Database);
        Assert.False(await retention.DropAsync(scene.Run, null, default));
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Complete, null, default);
        Assert.True(await retention.DropAsync(scene.Run, null, default));
        Assert.False(await retention.DropAsync(scene.Run, null, default));
        Assert.Null(await scene.Runs.FindAsync(scene.Run, default));
        Assert.Equal(0, await scene.ScalarAsync<long>($"SELECT count(*) FROM pg_class WHERE relname ~ '^(entries|segments|outcomes|part_outcomes)_{scene.Run}$'"));
        Assert.Equal(0, await scene.ScalarAsync<long>($"SELECT count(*) FROM bulkcopy.run_totals WHERE run_id = {scene.Run}"));
    }
}
