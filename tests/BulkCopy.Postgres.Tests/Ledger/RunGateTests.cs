using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

/// <summary>A run that has a gate to pass becomes active by its confirmation and in no other way.</summary>
public sealed class RunGateTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Me = "by a test";

    private static readonly JobSpec Confirmed = LedgerScene.Spec with { Confirm = true };
    private static readonly JobSpec Mirror = LedgerScene.Spec with { Compare = ComparePolicy.Mirror, Deletions = new DeletionLimit { Percent = 50 } };

    public static TheoryData<RunState> BeforeTheGate() =>
        [RunState.New, RunState.Preparing, RunState.Suspended, RunState.Pausing, RunState.Paused, RunState.Cancelling, RunState.Cancelled, RunState.Failing, RunState.Failed];

    [Theory]
    [MemberData(nameof(BeforeTheGate))]
    public async Task Whoever_asks_for_Active_or_Ready_before_the_gate_gets_the_listing(RunState state)
    {
        foreach (var spec in new[] { Confirmed, Mirror })
            foreach (var wanted in new[] { RunState.Active, RunState.Ready }.Where(wanted => (state, wanted) != (RunState.Suspended, RunState.Ready)))
            {
                var scene = await LedgerScene.OpenAsync(database, state, spec);
                Assert.True(await scene.Runs.MoveAsync(scene.Run, [state], wanted, null, default));
                Assert.Equal(RunState.Preparing, await StateAsync(scene));
            }
    }

    [Theory]
    [InlineData("Ready")]
    [InlineData("Active")]
    [InlineData("Completing")]
    [InlineData("Complete")]
    public async Task The_schema_itself_refuses_a_run_that_is_past_a_gate_it_did_not_pass(string state)
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.Paused, Confirmed);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => scene.ExecuteAsync(
            $"UPDATE bulkcopy.runs SET state = '{state}', finished_at = CASE WHEN '{state}' = 'Complete' THEN now() END WHERE run_id = {scene.Run}"));
        Assert.Equal("runs_pass_the_gate", refused.ConstraintName);
    }

    [Fact]
    public async Task Paused_before_it_is_listed_and_resumed_it_is_listed_and_waits()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.New, Confirmed);
        Assert.Equal(RunState.Paused, await SteerAsync(scene, RunWish.Pause));
        Assert.Equal(RunState.Preparing, await SteerAsync(scene, RunWish.Resume));
        Assert.Equal(RunState.Preparing, await SteerAsync(scene, RunWish.Resume));
        await scene.ListAsync(3, 3);
        Assert.Equal(RunState.Suspended, await scene.Runs.AdvanceAsync(scene.Run, default));
        Assert.Null((await scene.Runs.FindAsync(scene.Run, default))!.StateReason);
        Assert.Null(await SteerAsync(scene, RunWish.Pause));
        Assert.Null(await SteerAsync(scene, RunWish.Resume));
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, await scene.RegisterAsync(), 9, default));
        Assert.Equal(RunState.Ready, await SteerAsync(scene, RunWish.Confirm));
    }

    [Fact]
    public async Task While_it_is_listed_it_can_be_cancelled_but_neither_paused_nor_resumed_nor_confirmed()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.Preparing, Confirmed);
        Assert.Null(await SteerAsync(scene, RunWish.Pause));
        Assert.Null(await SteerAsync(scene, RunWish.Confirm));
        Assert.Equal(RunState.Preparing, await SteerAsync(scene, RunWish.Resume));
        Assert.Equal(RunState.Cancelled, await SteerAsync(scene, RunWish.Cancel));
    }

    [Theory]
    [InlineData(RunState.New)]
    [InlineData(RunState.Suspended)]
    [InlineData(RunState.Paused)]
    public async Task Cancelled_before_its_gate_it_stays_so(RunState state)
    {
        var scene = await LedgerScene.OpenAsync(database, state, Confirmed);
        Assert.Equal(RunState.Cancelled, await SteerAsync(scene, RunWish.Cancel));
        Assert.Null(await SteerAsync(scene, RunWish.Resume));
        Assert.Null(await SteerAsync(scene, RunWish.Confirm));
        Assert.Null(await new RetryFailed(scene.Database).RetryAsync(scene.Run, null, null, Me, default));
        Assert.Equal(RunState.Cancelled, await StateAsync(scene));
    }

    [Fact]
    public async Task Once_confirmed_it_goes_on_after_a_pause_as_any_other()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.Suspended, Confirmed);
        Assert.Equal(RunState.Ready, await SteerAsync(scene, RunWish.Confirm));
        Assert.Equal(RunState.Paused, await SteerAsync(scene, RunWish.Pause));
        Assert.Equal(RunState.Active, await SteerAsync(scene, RunWish.Resume));
        Assert.Equal(RunState.Active, await SteerAsync(scene, RunWish.Confirm));
    }

    [Fact]
    public async Task Failures_of_a_run_that_failed_before_its_gate_are_tried_again_behind_it()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.Preparing, Confirmed);
        await ListWithFailureAsync(scene);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Preparing], RunState.Failed, "gone", default);
        Assert.Equal(1, await new RetryFailed(scene.Database).RetryAsync(scene.Run, null, null, Me, default));
        Assert.Equal(RunState.Preparing, await StateAsync(scene));
        Assert.Equal(RunState.Suspended, await scene.Runs.AdvanceAsync(scene.Run, default));
    }

    [Fact]
    public async Task A_confirmation_that_comes_before_the_judgement_waits_for_it()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.Suspended, Mirror);
        await scene.ExecuteAsync($"""
            INSERT INTO bulkcopy.run_totals (run_id, worker_id, listed, to_delete, source_seen, destination_seen) VALUES ({scene.Run}, 1, 9, 8, 1, 10);
            UPDATE bulkcopy.runs SET listing_done = true WHERE run_id = {scene.Run}
            """);
        Assert.Null(await SteerAsync(scene, RunWish.Confirm));
        var refused = (await scene.Runs.FindAsync(scene.Run, default))!;
        Assert.Equal(RunState.Failing, refused.State);
        Assert.StartsWith("Nothing was copied or deleted.", refused.StateReason, StringComparison.Ordinal);
    }

    private static async Task<RunState?> SteerAsync(LedgerScene scene, RunWish wish) =>
        (await new RunSteering(scene.Runs).MoveAsync((await scene.Runs.FindAsync(scene.Run, default))!, wish, Me, default))?.State;

    private static async Task<RunState> StateAsync(LedgerScene scene) => (await scene.Runs.FindAsync(scene.Run, default))!.State;

    private static async Task ListWithFailureAsync(LedgerScene scene)
    {
        var lister = await scene.RegisterAsync();
        var range = await scene.Manifests.ClaimRangeAsync(scene.Run, lister, default);
        var page = await scene.PlanAsync(0, 3, 3);
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(
            range!, lister, page with { IsLast = true, Segments = [page.Segments[0] with { HasOutcomes = true }], Outcomes = [LedgerScene.Failed(page.Entries[1].Id, final: true, code: "NoSuchKey")] }, default));
    }
}
