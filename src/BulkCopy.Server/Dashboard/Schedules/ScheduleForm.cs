using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Dashboard.Schedules;

/// <summary>A schedule as it is written into the form.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cron">When.</param>
/// <param name="Zone">IANA name of the zone.</param>
/// <param name="Days">Days without runs.</param>
/// <param name="Overlap">What happens while a run is unfinished.</param>
/// <param name="Misfire">What happens to times that nobody saw.</param>
/// <param name="Job">Number of the job whose declaration is taken; empty: as it is.</param>
public sealed record ScheduleForm(string Name, string Cron, string Zone, string Days, OverlapPolicy Overlap, MisfirePolicy Misfire, string Job)
{
    private const int LongestName = 200;
    private const int LongestText = 2000;

    /// <summary>Nothing written.</summary>
    public static ScheduleForm Empty { get; } = new("", "", "", "", OverlapPolicy.Skip, MisfirePolicy.FireOnce, "");

    /// <summary>A schedule that there is.</summary>
    public static ScheduleForm Of(ScheduleSpec spec) =>
        new(spec.Name, spec.Cron, spec.TimeZone, string.Join(", ", spec.BlackoutDays), spec.Overlap, spec.Misfire, "");

    /// <summary>What was posted.</summary>
    public static ScheduleForm Of(IFormCollection form) => new(
        form["name"].ToString().Trim(), form["cron"].ToString().Trim(), form["zone"].ToString().Trim(), form["days"].ToString(),
        Enum.TryParse<OverlapPolicy>(form["overlap"], out var overlap) && Enum.IsDefined(overlap) ? overlap : OverlapPolicy.Skip,
        Enum.TryParse<MisfirePolicy>(form["misfire"], out var misfire) && Enum.IsDefined(misfire) ? misfire : MisfirePolicy.FireOnce,
        form["job"].ToString());

    /// <summary>The declaration; what is wrong with the expression, the zone or a day is told by whoever keeps schedules.</summary>
    public ScheduleSpec? Read(JobSpec? job, List<string> problems)
    {
        if (PlaceChecks.NameProblem(Name) is { } name)
            problems.Add(name);
        if (Cron.Length is 0 or > LongestName)
            problems.Add("Write a rhythm of five fields as in crontab, for instance 30 2 * * *.");
        if (Zone.Length > LongestName || Days.Length > LongestText)
            problems.Add("The zone or the days are too long.");
        if (job is null)
            problems.Add("Choose the job that is repeated.");
        if (job is not null && RepeatedManifest.Problem(job) is { } once)
            problems.Add(once);
        return problems.Count > 0 ? null : new ScheduleSpec
        {
            Name = Name, Cron = Cron, TimeZone = Zone.Length > 0 ? Zone : "UTC",
            BlackoutDays = Days.Split([',', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Overlap = Overlap, Misfire = Misfire, Job = job!,
        };
    }
}
