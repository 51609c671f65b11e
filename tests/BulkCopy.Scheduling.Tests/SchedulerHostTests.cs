using BulkCopy.Engine.Scheduling;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Scheduling.Tests;

public sealed class SchedulerHostTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Two_hosts_fire_every_second_exactly_once()
    {
        var scene = await ScheduleScene.OpenAsync(postgres);
        var schedule = await scene.CreateAsync("* * * * * ?");
        using var stop = new CancellationTokenSource();
        var hosts = Task.WhenAll(scene.Host("a").RunAsync(stop.Token), scene.Host("b").RunAsync(stop.Token));
        await ScheduleScene.UntilAsync(async () =>
        {
            await scene.FinishRunsAsync();
            return (await scene.Ledger.ListFiresAsync(schedule.Id, 100, default)).Count >= 5;
        });
        await stop.CancelAsync();
        await hosts;
        var fires = (await scene.Ledger.ListFiresAsync(schedule.Id, 100, default)).OrderBy(fire => fire.ScheduledAt).ToArray();
        Assert.All(fires.Zip(fires.Skip(1)), pair => Assert.Equal(TimeSpan.FromSeconds(1), pair.Second.ScheduledAt - pair.First.ScheduledAt));
        Assert.Equal(fires.Count(fire => fire.State == FireState.Started), (await scene.Runs.ListAsync(null, 1000, default)).Count);
    }

    [Fact]
    public async Task Missed_times_are_caught_up_once()
    {
        var clock = new SetClock(DateTimeOffset.Parse("2040-02-28T00:59:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var scene = await ScheduleScene.OpenAsync(postgres, clock);
        var schedule = await scene.CreateAsync("0 1 * * *");
        await HostOnceAsync(scene);
        clock.Set(DateTimeOffset.Parse("2040-03-02T09:30:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await HostUntilAsync(scene, async () => (await scene.Ledger.ListFiresAsync(schedule.Id, 10, default)).Count > 0);
        var fire = Assert.Single(await scene.Ledger.ListFiresAsync(schedule.Id, 10, default));
        Assert.Equal(new DateTimeOffset(2040, 3, 2, 1, 0, 0, TimeSpan.Zero), fire.ScheduledAt);
    }

    [Fact]
    public async Task Missed_times_are_passed_over_where_the_schedule_says_so()
    {
        var clock = new SetClock(DateTimeOffset.Parse("2040-02-28T00:59:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var scene = await ScheduleScene.OpenAsync(postgres, clock);
        var schedule = await scene.CreateAsync("0 1 * * *", spec => spec with { Misfire = MisfirePolicy.Skip });
        await HostOnceAsync(scene);
        clock.Set(DateTimeOffset.Parse("2040-03-01T00:59:57Z", System.Globalization.CultureInfo.InvariantCulture));
        await HostUntilAsync(scene, async () => (await scene.Ledger.ListFiresAsync(schedule.Id, 10, default)).Count > 0);
        var fire = Assert.Single(await scene.Ledger.ListFiresAsync(schedule.Id, 10, default));
        Assert.Equal(new DateTimeOffset(2040, 3, 1, 1, 0, 0, TimeSpan.Zero), fire.ScheduledAt);
    }

    /// <summary>Berlin skips 02:00–03:00 on 25 March 2040 and shows it twice on 28 October 2040.</summary>
    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2040-03-24T12:00:00Z", "2040-03-25T00:59:58Z", "2040-03-25T01:00:00Z", "2040-03-25T01:30:02Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2040-10-27T12:00:00Z", "2040-10-28T00:29:58Z", "2040-10-28T00:30:00Z", "2040-10-28T01:30:02Z")]
    [InlineData("0 0 29 2 *", "UTC", "2039-06-01T00:00:00Z", "2040-02-28T23:59:58Z", "2040-02-29T00:00:00Z", "2040-03-01T00:00:02Z")]
    public async Task A_clock_that_is_moved_and_a_leap_day_fire_once(string cron, string zone, string declared, string before, string expected, string after)
    {
        var clock = new SetClock(Time(declared));
        var scene = await ScheduleScene.OpenAsync(postgres, clock);
        var schedule = await scene.CreateAsync(cron, spec => spec with { TimeZone = zone });
        await HostOnceAsync(scene);
        clock.Set(Time(before));
        await HostUntilAsync(scene, async () => (await scene.Ledger.ListFiresAsync(schedule.Id, 10, default)).Count > 0);
        // The hour that comes twice, or the day after: its trigger is for the next day or year.
        clock.Set(Time(after));
        await HostUntilAsync(scene, async () =>
        {
            await using var next = scene.Database.CreateCommand("SELECT min(next_fire_time) FROM quartz.qrtz_triggers WHERE trigger_state = 'WAITING'");
            return await next.ExecuteScalarAsync() is long ticks && ticks > Time(after).UtcTicks;
        });
        var fire = Assert.Single(await scene.Ledger.ListFiresAsync(schedule.Id, 10, default));
        Assert.Equal((Time(expected), FireState.Started), (fire.ScheduledAt, fire.State));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Hosts just long enough for the trigger to exist.</summary>
    private static Task HostOnceAsync(ScheduleScene scene) => HostUntilAsync(scene, async () =>
    {
        await using var count = scene.Database.CreateCommand("SELECT to_regclass('quartz.qrtz_triggers') IS NOT NULL");
        if (await count.ExecuteScalarAsync() is not true) return false;
        await using var triggers = scene.Database.CreateCommand("SELECT count(*) FROM quartz.qrtz_triggers");
        return await triggers.ExecuteScalarAsync() is 1L;
    });

    private static async Task HostUntilAsync(ScheduleScene scene, Func<Task<bool>> isSo)
    {
        using var stop = new CancellationTokenSource();
        var host = scene.Host("one").RunAsync(stop.Token);
        await ScheduleScene.UntilAsync(isSo);
        await stop.CancelAsync();
        await host;
    }
}
