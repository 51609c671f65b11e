using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Schedules;

/// <summary>Schedules and what came of their times.</summary>
internal static class SchedulePages
{
    private const int MostFires = 6;
    private const int MostJobs = 50;

    public static void MapSchedulePages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/schedules", (HttpContext context, IRunScheduler scheduler, Postgres.Queries.JobPages jobs) => ShowAsync(context, scheduler, jobs, []))
            .Needs(Role.Viewer, Areas.Schedules);
        pages.MapPost("/schedules", CreateAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.create");
        pages.MapPost("/schedules/{schedule:long}/pause", (long schedule, HttpContext context, IRunScheduler scheduler) => PauseAsync(schedule, true, context, scheduler))
            .DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.pause");
        pages.MapPost("/schedules/{schedule:long}/resume", (long schedule, HttpContext context, IRunScheduler scheduler) => PauseAsync(schedule, false, context, scheduler))
            .DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.resume");
        pages.MapPost("/schedules/{schedule:long}/run", RunAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.run");
        pages.MapPost("/schedules/{schedule:long}/delete", DeleteAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.delete");
    }

    private static async Task<IResult> ShowAsync(HttpContext context, IRunScheduler scheduler, Postgres.Queries.JobPages jobs, IReadOnlyList<string> problems)
    {
        var shown = new List<ScheduleLine>();
        foreach (var schedule in await scheduler.ListAsync(context.RequestAborted))
            shown.Add(new ScheduleLine(schedule, await scheduler.ListFiresAsync(schedule.Id, MostFires, context.RequestAborted)));
        return Pages.Show<SchedulesPage, SchedulesModel>(
            context, new SchedulesModel(shown, await jobs.ListAsync(null, MostJobs, context.RequestAborted), problems),
            problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, IRunScheduler scheduler, Postgres.Queries.JobPages jobs, [FromForm] string? name, [FromForm] string? cron, [FromForm] string? zone, [FromForm] long? job)
    {
        if (name is not { Length: > 0 and <= 200 } || name.Any(char.IsControl) || cron is not { Length: > 0 and <= 200 })
            return await ShowAsync(context, scheduler, jobs, ["Write a name, and a rhythm of five fields as in crontab."]);
        if (job is null || await jobs.FindAsync(new JobId(job.Value), context.RequestAborted) is not { } found)
            return await ShowAsync(context, scheduler, jobs, ["Choose the job that is repeated."]);
        var result = await scheduler.CreateAsync(
            new ScheduleSpec { Name = name, Cron = cron, TimeZone = zone is { Length: > 0 } given ? given : "UTC", Job = found.Spec with { Name = name } }, context.RequestAborted);
        AuditedAction.Explain(context, $"{name}: {cron} {zone}");
        return result.Schedule is null ? await ShowAsync(context, scheduler, jobs, result.Problems) : Pages.SeeOther(context, $"/schedules");
    }

    private static async Task<IResult> PauseAsync(long schedule, bool paused, HttpContext context, IRunScheduler scheduler) =>
        await scheduler.SetPausedAsync(new ScheduleId(schedule), paused, context.RequestAborted) ? Pages.SeeOther(context, $"/schedules") : NoSuchSchedule(context);

    private static async Task<IResult> RunAsync(long schedule, HttpContext context, IRunScheduler scheduler) =>
        await scheduler.RunNowAsync(new ScheduleId(schedule), context.RequestAborted) is { } fire
            ? fire.Run is { } run ? Pages.SeeOther(context, $"/runs/{run.Value}") : Pages.SeeOther(context, $"/schedules")
            : NoSuchSchedule(context);

    private static async Task<IResult> DeleteAsync(long schedule, HttpContext context, IRunScheduler scheduler) =>
        await scheduler.DeleteAsync(new ScheduleId(schedule), context.RequestAborted) ? Pages.SeeOther(context, $"/schedules") : NoSuchSchedule(context);

    private static RazorComponentResult<ProblemPage> NoSuchSchedule(HttpContext context) =>
        Pages.Problem(context, StatusCodes.Status404NotFound, "There is no such schedule", "Somebody may have deleted it.");
}

/// <summary>All schedules, and jobs that can be repeated.</summary>
public sealed record SchedulesModel(IReadOnlyList<ScheduleLine> Schedules, IReadOnlyList<JobRow> Jobs, IReadOnlyList<string> Problems);

/// <summary>A schedule and what came of its last times.</summary>
public sealed record ScheduleLine(Schedule Schedule, IReadOnlyList<ScheduleFire> Fires);
