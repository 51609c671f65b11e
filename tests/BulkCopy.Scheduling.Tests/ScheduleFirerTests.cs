using BulkCopy.Engine.Scheduling;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Scheduling.Tests;

public sealed class ScheduleFirerTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Future = new(2040, 2, 29, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_time_that_is_fired_twice_starts_one_run()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *");
        await scene.Firer.FireAsync(schedule.Id, Future, default);
        await scene.Firer.FireAsync(schedule.Id, Future, default);
        var fire = Assert.Single(await scene.Ledger.ListFiresAsync(schedule.Id, 10, default));
        Assert.Equal((FireState.Started, Future), (fire.State, fire.ScheduledAt));
        Assert.Single(await scene.Runs.ListAsync(null, 10, default));
    }

    [Fact]
    public async Task A_fire_whose_process_died_before_the_run_was_linked_keeps_its_run()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *");
        await scene.Ledger.QueueFireAsync(schedule.Id, Future, default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Ledger.SettleFireAsync(schedule.Id, async (spec, at) =>
        {
            await scene.Runs.CreateAsync(spec.Job, $"schedule-{schedule.Id}-at-{at:yyyy-MM-ddTHH:mm:ss.fffZ}", default);
            throw new InvalidOperationException("killed");
        }, default));
        await scene.Firer.SettleAllAsync(default);
        var fire = Assert.Single(await scene.Ledger.ListFiresAsync(schedule.Id, 10, default));
        Assert.Equal(Assert.Single(await scene.Runs.ListAsync(null, 10, default)).Id, fire.Run);
    }

    [Fact]
    public async Task A_time_during_the_previous_run_is_passed_over()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *");
        await scene.Firer.FireAsync(schedule.Id, Future, default);
        await scene.Firer.FireAsync(schedule.Id, Future.AddDays(1), default);
        var fires = await scene.Ledger.ListFiresAsync(schedule.Id, 10, default);
        Assert.Equal([FireState.Skipped, FireState.Started], fires.Select(fire => fire.State));
        Assert.Contains("was not finished", fires[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queued_time_begins_when_the_previous_run_has_finished()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *", spec => spec with { Overlap = OverlapPolicy.Queue });
        await scene.Firer.FireAsync(schedule.Id, Future, default);
        await scene.Firer.FireAsync(schedule.Id, Future.AddDays(1), default);
        Assert.Single(await scene.Runs.ListAsync(null, 10, default));
        await scene.FinishRunsAsync();
        await scene.Firer.SettleAllAsync(default);
        Assert.Equal(2, (await scene.Runs.ListAsync(null, 10, default)).Count);
    }

    [Fact]
    public async Task Catching_up_after_missed_times_fires_for_the_last_of_them()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *");
        await scene.Firer.FireAsync(schedule.Id, Future.AddHours(37.5), default);
        var fire = Assert.Single(await scene.Ledger.ListFiresAsync(schedule.Id, 10, default));
        Assert.Equal(Future.AddDays(1), fire.ScheduledAt);
    }

    [Fact]
    public async Task Blackout_days_and_times_before_the_declaration_start_nothing()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *", spec => spec with { BlackoutDays = ["02-29"] });
        await scene.Firer.FireAsync(schedule.Id, Future, default);
        await scene.Firer.FireAsync(schedule.Id, new DateTimeOffset(2020, 1, 1, 1, 0, 0, TimeSpan.Zero), default);
        Assert.Empty(await scene.Ledger.ListFiresAsync(schedule.Id, 10, default));
    }

    [Fact]
    public async Task A_run_by_hand_is_refused_while_another_is_unfinished()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *");
        var first = await scene.Scheduler.RunNowAsync(schedule.Id, default);
        var second = await scene.Scheduler.RunNowAsync(schedule.Id, default);
        Assert.Equal((FireState.Started, FireState.Skipped), (first!.State, second!.State));
        Assert.Null(await scene.Scheduler.RunNowAsync(new ScheduleId(12345), default));
    }

    [Fact]
    public async Task Names_are_unique_and_bad_schedules_are_refused()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *");
        var again = await scene.Scheduler.CreateAsync(schedule.Spec, default);
        Assert.Contains("already", Assert.Single(again.Problems), StringComparison.Ordinal);
        var bad = await scene.Scheduler.UpdateAsync(schedule.Id, schedule.Revision, schedule.Spec with { Cron = "x", TimeZone = "y" }, default);
        Assert.Equal(2, bad.Problems.Count);
    }

    [Fact]
    public async Task Of_two_who_change_the_same_revision_one_is_refused()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *");
        var results = await Task.WhenAll(Enumerable.Range(2, 2).Select(hour =>
            scene.Scheduler.UpdateAsync(schedule.Id, schedule.Revision, schedule.Spec with { Cron = $"0 {hour} * * *" }, default)));
        var won = Assert.Single(results, result => result.Schedule is not null).Schedule!;
        var lost = Assert.Single(results, result => result.IsOutdated);
        Assert.Contains("changed the schedule 'nightly' meanwhile", Assert.Single(lost.Problems), StringComparison.Ordinal);
        Assert.Equal(won.Spec.Cron, (await scene.Scheduler.FindAsync("nightly", default))!.Spec.Cron);
    }

    [Fact]
    public async Task A_paused_schedule_has_no_next_time_and_fires_nothing()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("0 1 * * *");
        Assert.NotNull(schedule.NextFireAt);
        Assert.True(await scene.Scheduler.SetPausedAsync(schedule.Id, true, default));
        Assert.Null((await scene.Scheduler.FindAsync("nightly", default))!.NextFireAt);
        await scene.Firer.FireAsync(schedule.Id, Future, default);
        Assert.Empty(await scene.Scheduler.ListFiresAsync(schedule.Id, 10, default));
        Assert.True(await scene.Scheduler.DeleteAsync(schedule.Id, default));
    }
}
