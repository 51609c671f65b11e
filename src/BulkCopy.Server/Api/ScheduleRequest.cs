using System.ComponentModel;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Server.Api;

/// <summary>A schedule to be made or replaced.</summary>
internal sealed record ScheduleRequest
{
    [Description("A name for people, unique.")]
    public string? Name { get; init; }
    [Description("When: five fields as in crontab, or six or seven as in Quartz.")]
    public string? Cron { get; init; }
    [Description("IANA name of the zone in which the expression is meant; UTC if left out.")]
    public string? TimeZone { get; init; }
    [Description("Days without runs: 2026-12-25 once, 12-25 every year.")]
    public IReadOnlyList<string> BlackoutDays { get; init; } = [];
    [Description("What happens while the previous run is not finished.")]
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Skip;
    [Description("What happens when nobody was there at a scheduled time.")]
    public MisfirePolicy Misfire { get; init; } = MisfirePolicy.FireOnce;
    [Description("What is copied; left out where 'tiering' says what is run. A schedule that is replaced without both keeps what it runs.")]
    public JobSpec? Job { get; init; }
    [Description("The policy that is applied; left out where 'job' says what is run.")]
    public TieringRequest? Tiering { get; init; }
}

/// <summary>A schedule and what it runs.</summary>
internal sealed record ScheduleDetail(ScheduleDocument Schedule, JobSpec Job)
{
    public static ScheduleDetail Of(Schedule schedule) => new(ScheduleDocument.Of(schedule), schedule.Spec.Job);
}
