namespace BulkCopy.Engine.Scheduling;

/// <summary>A schedule as the ledger shows it.</summary>
public sealed record Schedule
{
    /// <summary>Its number.</summary>
    public required ScheduleId Id { get; init; }
    /// <summary>Its declaration.</summary>
    public required ScheduleSpec Spec { get; init; }
    /// <summary>Whether it is paused: it starts nothing by itself.</summary>
    public bool IsPaused { get; init; }
    /// <summary>Grows with every change; tells a trigger made from an older declaration.</summary>
    public required int Revision { get; init; }
    /// <summary>When it was last changed or resumed: earlier times are not caught up.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
    /// <summary>The newest fire, if there was one.</summary>
    public ScheduleFire? LastFire { get; init; }
    /// <summary>When it fires next; <c>null</c> while paused, and for expressions that never come true again.</summary>
    public DateTimeOffset? NextFireAt { get; init; }
}
