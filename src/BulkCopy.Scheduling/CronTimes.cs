using System.Globalization;
using BulkCopy.Engine.Scheduling;
using Quartz;

namespace BulkCopy.Scheduling;

/// <summary>
/// When a schedule fires: its cron expression in its time zone, without its blackout days. A time that a clock skips in spring fires when the clock
/// has moved; a time that a clock shows twice in autumn fires the first time.
/// </summary>
public sealed class CronTimes
{
    private const int MostDaysSkipped = 5000;

    private readonly CronExpression expression;
    private readonly TimeZoneInfo zone;
    private readonly HashSet<DateOnly> days = [];
    private readonly HashSet<(int Month, int Day)> yearly = [];

    private CronTimes(CronExpression expression, TimeZoneInfo zone) => (this.expression, this.zone) = (expression, zone);

    /// <summary>The expression as Quartz spells it.</summary>
    public string Expression => expression.CronExpressionString;

    /// <summary>The zone it is meant in.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>Reads the times of a schedule; <c>null</c> with everything that is wrong with them.</summary>
    public static CronTimes? Parse(ScheduleSpec spec, out IReadOnlyList<string> problems)
    {
        var wrong = new List<string>();
        problems = wrong;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(spec.TimeZone, out var zone))
            wrong.Add($"Time zone '{spec.TimeZone}' is not known here; expected an IANA name such as Asia/Shanghai or UTC.");
        var format = spec.Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 5 ? CronFormat.Unix : CronFormat.Quartz;
        if (!CronExpression.TryParse(spec.Cron, format, out var expression))
            wrong.Add($"'{spec.Cron}' is not a cron expression: expected five fields (30 2 * * * is half past two every night), or six with seconds first.");
        var days = spec.BlackoutDays.Select(day => (Text: day, Day: ParseDay(day))).ToArray();
        wrong.AddRange(days.Where(day => day.Day is null).Select(day => $"'{day.Text}' is not a blackout day: expected 2026-12-25, or 12-25 for every year."));
        if (wrong.Count > 0) return null;

        var times = new CronTimes(expression!.WithTimeZone(zone!), zone!);
        foreach (var (_, day) in days)
            if (day is { Year: null } every) times.yearly.Add((every.Month, every.Day));
            else times.days.Add(new DateOnly(day!.Value.Year!.Value, day.Value.Month, day.Value.Day));
        return times;
    }

    /// <summary>The first time after <paramref name="time"/>; <c>null</c> if there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset time)
    {
        var from = time;
        for (var i = 0; i < MostDaysSkipped && expression.GetNextValidTimeAfter(from) is { } next; i++)
        {
            if (!IsBlackedOut(next)) return next;
            from = EndOfDay(next);
        }
        return null;
    }

    /// <summary>The last time that is not after <paramref name="time"/>; <c>null</c> if there is none.</summary>
    public DateTimeOffset? LastUntil(DateTimeOffset time)
    {
        var before = time.AddTicks(1);
        for (var i = 0; i < MostDaysSkipped && expression.GetPreviousValidTimeBefore(before) is { } last; i++)
        {
            if (!IsBlackedOut(last)) return last;
            before = last;
        }
        return null;
    }

    /// <summary>Whether the expression itself names this time, on whatever day.</summary>
    public bool Names(DateTimeOffset time) => expression.IsSatisfiedBy(time);

    /// <summary>Whether the time falls on a blackout day of the schedule's zone.</summary>
    public bool IsBlackedOut(DateTimeOffset time)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);
        return days.Contains(day) || yearly.Contains((day.Month, day.Day));
    }

    /// <summary>The last instant of the day that is surely before the next day begins, so that a search goes on there.</summary>
    private DateTimeOffset EndOfDay(DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        var end = local.Date.AddDays(1).AddSeconds(-1);
        var at = zone.IsInvalidTime(end) ? time : new DateTimeOffset(end, zone.GetUtcOffset(end));
        return at > time ? at : time;
    }

    private static (int? Year, int Month, int Day)? ParseDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (day.Year, day.Month, day.Day)
        : DateOnly.TryParseExact("2000-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) ? (null, day.Month, day.Day)
        : null;
}
