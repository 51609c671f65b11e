using System.ComponentModel;
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
    [Description("What is run.")]
    public JobRequest? Job { get; init; }
}

/// <summary>A schedule.</summary>
internal sealed record ScheduleDocument
{
    public required long ScheduleId { get; init; }
    public required string Name { get; init; }
    public required string Cron { get; init; }
    public required string TimeZone { get; init; }
    public required IReadOnlyList<string> BlackoutDays { get; init; }
    public required OverlapPolicy Overlap { get; init; }
    public required MisfirePolicy Misfire { get; init; }
    public required string Source { get; init; }
    public required string Destination { get; init; }
    public required bool IsTiering { get; init; }
    public required bool IsPaused { get; init; }
    public DateTimeOffset? NextFireAt { get; init; }
    public FireDocument? LastFire { get; init; }
    public required string ETag { get; init; }

    public static ScheduleDocument Of(Schedule schedule) => new()
    {
        ScheduleId = schedule.Id.Value,
        Name = schedule.Spec.Name,
        Cron = schedule.Spec.Cron,
        TimeZone = schedule.Spec.TimeZone,
        BlackoutDays = schedule.Spec.BlackoutDays,
        Overlap = schedule.Spec.Overlap,
        Misfire = schedule.Spec.Misfire,
        Source = schedule.Spec.Job.Source.ToString(),
        Destination = schedule.Spec.Job.Destination.ToString(),
        IsTiering = schedule.Spec.Job.Tiering is not null,
        IsPaused = schedule.IsPaused,
        NextFireAt = schedule.NextFireAt,
        LastFire = schedule.LastFire is { } fire ? FireDocument.Of(fire) : null,
        ETag = ETagOf(schedule),
    };

    public static string ETagOf(Schedule schedule) => $"\"{schedule.Revision}\"";
}

/// <summary>What came of one scheduled time.</summary>
internal sealed record FireDocument(DateTimeOffset ScheduledAt, FireState State, int? RunId, string? Reason, bool IsManual, DateTimeOffset FiredAt)
{
    public static FireDocument Of(ScheduleFire fire) => new(fire.ScheduledAt, fire.State, fire.Run?.Value, fire.Reason, fire.IsManual, fire.FiredAt);
}
