using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary>A schedule as JSON.</summary>
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
    public string? TieringPolicy { get; init; }
    public required bool Paused { get; init; }
    public DateTimeOffset? NextFireAt { get; init; }
    public FireDocument? LastFire { get; init; }
    public IReadOnlyList<FireDocument>? Fires { get; init; }

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
        TieringPolicy = schedule.Spec.Job.Tiering?.Policy.Name,
        Paused = schedule.IsPaused,
        NextFireAt = schedule.NextFireAt,
        LastFire = schedule.LastFire is { } fire ? FireDocument.Of(fire) : null,
    };
}

/// <summary>What came of a scheduled time, as JSON.</summary>
internal sealed record FireDocument(DateTimeOffset ScheduledAt, FireState State, int? RunId, string? Reason, bool Manual, DateTimeOffset FiredAt)
{
    public static FireDocument Of(ScheduleFire fire) => new(fire.ScheduledAt, fire.State, fire.Run?.Value, fire.Reason, fire.IsManual, fire.FiredAt);
}
