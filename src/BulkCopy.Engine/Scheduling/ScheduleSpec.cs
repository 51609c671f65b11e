using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Scheduling;

/// <summary>The declaration of a schedule: what runs, and when.</summary>
public sealed record ScheduleSpec
{
    /// <summary>A name for people, unique.</summary>
    public required string Name { get; init; }
    /// <summary>When: five fields as in crontab (<c>30 2 * * *</c>), or six or seven as in Quartz, with seconds first.</summary>
    public required string Cron { get; init; }
    /// <summary>IANA name of the zone in which the cron expression and the blackout days are meant. Default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";
    /// <summary>Days without runs: <c>2026-12-25</c> once, <c>12-25</c> every year.</summary>
    public IReadOnlyList<string> BlackoutDays { get; init; } = [];
    /// <summary>What happens at a scheduled time while the schedule's previous run is not finished.</summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Skip;
    /// <summary>What happens when nobody was there at a scheduled time.</summary>
    public MisfirePolicy Misfire { get; init; } = MisfirePolicy.FireOnce;
    /// <summary>What is run.</summary>
    public required JobSpec Job { get; init; }
}

/// <summary>What happens at a scheduled time while the schedule's previous run is not finished. Runs of one schedule never overlap.</summary>
public enum OverlapPolicy
{
    /// <summary>The time is passed over, and that is written down.</summary>
    Skip,
    /// <summary>The run begins when the previous one has finished.</summary>
    Queue,
}

/// <summary>What happens when no scheduler was there at a scheduled time.</summary>
public enum MisfirePolicy
{
    /// <summary>However many times were missed, one run begins at once, for the last of them.</summary>
    FireOnce,
    /// <summary>Missed times are passed over.</summary>
    Skip,
}
