using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using Xunit;

namespace BulkCopy.Scheduling.Tests;

public sealed class CronTimesTests
{
    [Fact]
    public void Five_fields_are_read_as_crontab_in_the_zone() =>
        Assert.Equal(["2026-06-30T18:30Z", "2026-07-01T18:30Z"], Next("30 2 * * *", "Asia/Shanghai", "2026-06-30T00:00Z", 2));

    [Fact]
    public void A_time_that_spring_skips_fires_when_the_clock_has_moved() =>
        // Berlin skips 02:00–03:00 on 29 March 2026.
        Assert.Equal(["2026-03-28T01:30Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z"], Next("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00Z", 3));

    [Fact]
    public void A_time_that_autumn_shows_twice_fires_once() =>
        // Berlin shows 02:00–03:00 twice on 25 October 2026.
        Assert.Equal(["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"], Next("30 2 * * *", "Europe/Berlin", "2026-10-23T12:00Z", 3));

    [Fact]
    public void Leap_day_comes_every_fourth_year() =>
        Assert.Equal(["2028-02-29T00:00Z", "2032-02-29T00:00Z"], Next("0 0 29 2 *", "UTC", "2026-03-01T00:00Z", 2));

    [Fact]
    public void Last_day_of_february_is_the_29th_in_a_leap_year() =>
        Assert.Equal(["2027-02-28T12:00Z", "2028-02-29T12:00Z"], Next("0 0 12 L 2 ?", "UTC", "2026-03-01T00:00Z", 2));

    [Fact]
    public void Blackout_days_of_one_year_and_of_every_year_are_left_out() =>
        Assert.Equal(["2026-12-24T01:00Z", "2026-12-27T01:00Z", "2027-12-24T01:00Z", "2027-12-26T01:00Z"],
            [.. Next("0 1 * * *", "UTC", "2026-12-23T12:00Z", 2, "12-25", "2026-12-26"), .. Next("0 1 * * *", "UTC", "2027-12-23T12:00Z", 2, "12-25", "2026-12-26")]);

    [Fact]
    public void Blackout_day_is_a_day_of_the_schedules_zone() =>
        // 01:00 in Shanghai on 1 October is 17:00 UTC on 30 September.
        Assert.Equal(["2026-10-01T17:00Z"], Next("0 1 * * *", "Asia/Shanghai", "2026-09-30T00:00Z", 1, "10-01"));

    [Fact]
    public void A_schedule_whose_every_time_is_blacked_out_never_fires() =>
        Assert.Empty(Next("0 0 25 12 *", "UTC", "2026-01-01T00:00Z", 1, "12-25"));

    [Fact]
    public void The_last_time_before_a_moment_skips_blackout_days()
    {
        var times = Times("0 1 * * *", "UTC", "12-25");
        Assert.Equal(At("2026-12-24T01:00Z"), times.LastUntil(At("2026-12-25T09:00Z")));
        Assert.Equal(At("2026-12-26T01:00Z"), times.LastUntil(At("2026-12-26T01:00Z")));
    }

    [Theory]
    [InlineData("61 2 * * *", "UTC", "", "'61 2 * * *' is not a cron expression")]
    [InlineData("every night", "UTC", "", "'every night' is not a cron expression")]
    [InlineData("0 2 * * *", "Mars/Olympus", "", "Time zone 'Mars/Olympus' is not known")]
    [InlineData("0 2 * * *", "UTC", "02-30", "'02-30' is not a blackout day")]
    public void What_is_wrong_is_named(string cron, string zone, string day, string expected)
    {
        Assert.Null(CronTimes.Parse(Spec(cron, zone, day.Length == 0 ? [] : [day]), out var problems));
        Assert.StartsWith(expected, Assert.Single(problems), StringComparison.Ordinal);
    }

    internal static ScheduleSpec Spec(string cron, string zone, params string[] days) => new()
    {
        Name = "nightly",
        Cron = cron,
        TimeZone = zone,
        BlackoutDays = days,
        Job = new JobSpec { Name = "tiering", Source = new StoreLocation("cos", "photos-1", ""), Destination = new StoreLocation("cos", "photos-1", "") },
    };

    private static CronTimes Times(string cron, string zone, params string[] days) =>
        CronTimes.Parse(Spec(cron, zone, days), out _) ?? throw new InvalidOperationException("The times were refused.");

    private static List<string> Next(string cron, string zone, string after, int count, params string[] days)
    {
        var times = Times(cron, zone, days);
        var found = new List<string>();
        var at = At(after);
        while (found.Count < count && times.NextAfter(at) is { } next)
        {
            found.Add(next.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture));
            at = next;
        }
        return found;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
