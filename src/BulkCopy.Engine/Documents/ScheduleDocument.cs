using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Engine.Documents;

/// <summary>A schedule, as verbs print it and as the API answers it.</summary>
public sealed record ScheduleDocument
{
    /// <summary>Its number.</summary>
    public required long ScheduleId { get; init; }
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>When, as a cron expression.</summary>
    public required string Cron { get; init; }
    /// <summary>IANA name of the zone in which the expression is meant.</summary>
    public required string TimeZone { get; init; }
    /// <summary>Days without runs.</summary>
    public required IReadOnlyList<string> BlackoutDays { get; init; }
    /// <summary>What happens while the previous run is not finished.</summary>
    public required OverlapPolicy Overlap { get; init; }
    /// <summary>What happens when nobody was there at a scheduled time.</summary>
    public required MisfirePolicy Misfire { get; init; }
    /// <summary>What is copied, or the place that a policy is applied to: <c>STORE:BUCKET/PREFIX</c>.</summary>
    public required string Source { get; init; }
    /// <summary>Where to.</summary>
    public required string Destination { get; init; }
    /// <summary>Name of the tiering policy; <c>null</c> where objects are copied.</summary>
    public string? TieringPolicy { get; init; }
    /// <summary>Whether it starts nothing by itself.</summary>
    public required bool Paused { get; init; }
    /// <summary>When it fires next, if it does.</summary>
    public DateTimeOffset? NextFireAt { get; init; }
    /// <summary>The newest fire, if there was one.</summary>
    public FireDocument? LastFire { get; init; }
    /// <summary>The newest fires, where they were asked for.</summary>
    public IReadOnlyList<FireDocument>? Fires { get; init; }
    /// <summary>Grows with every change; the API's ETag in quotes.</summary>
    public required int Revision { get; init; }

    /// <summary>The document of a schedule.</summary>
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
        Revision = schedule.Revision,
    };
}

/// <summary>What came of a scheduled time.</summary>
/// <param name="ScheduledAt">The time the schedule named; for a run started by hand, when it was asked for.</param>
/// <param name="State">What came of it.</param>
/// <param name="RunId">The run, if one was started.</param>
/// <param name="Reason">Why none was, as a sentence.</param>
/// <param name="Manual">Whether somebody asked for it.</param>
/// <param name="FiredAt">When it was written down.</param>
public sealed record FireDocument(DateTimeOffset ScheduledAt, FireState State, int? RunId, string? Reason, bool Manual, DateTimeOffset FiredAt)
{
    /// <summary>The document of a fire.</summary>
    public static FireDocument Of(ScheduleFire fire) => new(fire.ScheduledAt, fire.State, fire.Run?.Value, fire.Reason, fire.IsManual, fire.FiredAt);
}
