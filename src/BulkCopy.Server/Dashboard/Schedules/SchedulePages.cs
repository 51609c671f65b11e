using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Schedules;

/// <summary>Schedules and what came of their times.</summary>
internal static class SchedulePages
{
    private const int MostFires = 6;
    private const int MostDetailed = 10;
    private const int MostFiresOfOne = 50;
    private const int MostJobs = 50;

    public static void MapSchedulePages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/schedules", (HttpContext context, IRunScheduler scheduler, JobPages jobs) => ShowAllAsync(context, scheduler, jobs, ScheduleForm.Empty, []))
            .Needs(Role.Viewer, Areas.Schedules);
        pages.MapPost("/schedules", CreateAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.create");
        pages.MapGet("/schedules/{schedule:long}", async (long schedule, HttpContext context, IRunScheduler scheduler, JobPages jobs) =>
            await FindAsync(schedule, scheduler, context.RequestAborted) is { } found
                ? await ShowOneAsync(context, scheduler, jobs, found, ScheduleForm.Of(found.Spec), []) : NoSuchSchedule(context)).Needs(Role.Viewer, Areas.Schedules);
        pages.MapPost("/schedules/{schedule:long}", ChangeAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.update");
        pages.MapPost("/schedules/{schedule:long}/pause", (long schedule, HttpContext context, IRunScheduler scheduler) => PauseAsync(schedule, true, context, scheduler))
            .DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.pause");
        pages.MapPost("/schedules/{schedule:long}/resume", (long schedule, HttpContext context, IRunScheduler scheduler) => PauseAsync(schedule, false, context, scheduler))
            .DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.resume");
        pages.MapPost("/schedules/{schedule:long}/run", RunAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.run");
        pages.MapPost("/schedules/{schedule:long}/delete", DeleteAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Schedules).Audited("schedules.delete");
    }

    private static async Task<IResult> ShowAllAsync(HttpContext context, IRunScheduler scheduler, JobPages jobs, ScheduleForm form, IReadOnlyList<string> problems)
    {
        var shown = new List<ScheduleLine>();
        var schedules = await scheduler.ListAsync(context.RequestAborted);
        foreach (var schedule in schedules)
            shown.Add(new ScheduleLine(
                schedule, schedules.Count <= MostDetailed ? await scheduler.ListFiresAsync(schedule.Id, MostFires, context.RequestAborted) : [.. new[] { schedule.LastFire }.OfType<ScheduleFire>()]));
        return Pages.Show<SchedulesPage, SchedulesModel>(
            context, new SchedulesModel(shown, await jobs.ListAsync(null, MostJobs, context.RequestAborted), form, problems), Status(problems));
    }

    private static async Task<IResult> ShowOneAsync(
        HttpContext context, IRunScheduler scheduler, JobPages jobs, Schedule schedule, ScheduleForm form, IReadOnlyList<string> problems)
    {
        var fires = await scheduler.ListFiresAsync(schedule.Id, MostFiresOfOne, context.RequestAborted);
        return Pages.Show<SchedulePage, ScheduleModel>(
            context, new ScheduleModel(new ScheduleLine(schedule, fires), await jobs.ListAsync(null, MostJobs, context.RequestAborted), form, problems), Status(problems));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IRunScheduler scheduler, JobPages jobs, JobChecker checker)
    {
        var form = ScheduleForm.Of(await context.Request.ReadFormAsync(context.RequestAborted));
        var problems = new List<string>();
        if (form.Read(await JobAsync(form, null, jobs, checker, context), problems) is not { } spec)
            return await ShowAllAsync(context, scheduler, jobs, form, problems);
        var result = await scheduler.CreateAsync(spec, context.RequestAborted);
        AuditedAction.Explain(context, $"{spec.Name}: {spec.Cron} {spec.TimeZone}");
        return result.Schedule is null ? await ShowAllAsync(context, scheduler, jobs, form, result.Problems) : Pages.SeeOther(context, $"/schedules");
    }

    private static async Task<IResult> ChangeAsync(long schedule, HttpContext context, IRunScheduler scheduler, JobPages jobs, JobChecker checker)
    {
        var posted = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = ScheduleForm.Of(posted);
        if (await FindAsync(schedule, scheduler, context.RequestAborted) is not { } found)
            return NoSuchSchedule(context);
        var problems = new List<string>();
        if (posted["revision"] != found.Revision.ToString(CultureInfo.InvariantCulture))
            problems.Add("Somebody changed the schedule meanwhile. This is what it was to become; look at what it is now, above, and change it again.");
        if (form.Read(await JobAsync(form, found.Spec.Job, jobs, checker, context), problems) is not { } spec)
            return await ShowOneAsync(context, scheduler, jobs, found, form, problems);
        var result = await scheduler.UpdateAsync(found.Id, found.Revision, spec, context.RequestAborted);
        AuditedAction.Explain(context, $"{spec.Name}: {spec.Cron} {spec.TimeZone}");
        return result.Schedule is null ? await ShowOneAsync(context, scheduler, jobs, found, form, result.Problems) : Pages.SeeOther(context, $"/schedules/{schedule}");
    }

    private static async Task<JobSpec?> JobAsync(ScheduleForm form, JobSpec? otherwise, JobPages jobs, JobChecker checker, HttpContext context)
    {
        var chosen = form.Job.Length == 0 ? otherwise
            : long.TryParse(form.Job, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (await jobs.FindAsync(new JobId(number), context.RequestAborted))?.Spec : null;
        return chosen is null ? null : checker.Repeated(chosen, form.Name, Actor.Of(context.User)!);
    }

    private static async Task<IResult> PauseAsync(long schedule, bool paused, HttpContext context, IRunScheduler scheduler) =>
        await scheduler.SetPausedAsync(new ScheduleId(schedule), paused, context.RequestAborted) ? Pages.SeeOther(context, $"/schedules") : NoSuchSchedule(context);

    private static async Task<IResult> RunAsync(long schedule, HttpContext context, IRunScheduler scheduler) =>
        await scheduler.RunNowAsync(new ScheduleId(schedule), context.RequestAborted) is { } fire
            ? fire.Run is { } run ? Pages.SeeOther(context, $"/runs/{run.Value}") : Pages.SeeOther(context, $"/schedules")
            : NoSuchSchedule(context);

    private static async Task<IResult> DeleteAsync(long schedule, HttpContext context, IRunScheduler scheduler) =>
        await scheduler.DeleteAsync(new ScheduleId(schedule), context.RequestAborted) ? Pages.SeeOther(context, $"/schedules") : NoSuchSchedule(context);

    private static async Task<Schedule?> FindAsync(long schedule, IRunScheduler scheduler, CancellationToken cancellationToken) =>
        (await scheduler.ListAsync(cancellationToken)).FirstOrDefault(one => one.Id.Value == schedule);

    private static int Status(IReadOnlyList<string> problems) => problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    private static RazorComponentResult<ProblemPage> NoSuchSchedule(HttpContext context) =>
        Pages.Problem(context, StatusCodes.Status404NotFound, "There is no such schedule", "Somebody may have deleted it.");
}

/// <summary>All schedules, and jobs that can be repeated.</summary>
public sealed record SchedulesModel(IReadOnlyList<ScheduleLine> Schedules, IReadOnlyList<JobRow> Jobs, ScheduleForm Form, IReadOnlyList<string> Problems);

/// <summary>One schedule and the form that changes it.</summary>
public sealed record ScheduleModel(ScheduleLine Line, IReadOnlyList<JobRow> Jobs, ScheduleForm Form, IReadOnlyList<string> Problems);

/// <summary>A schedule and what came of its last times.</summary>
public sealed record ScheduleLine(Schedule Schedule, IReadOnlyList<ScheduleFire> Fires);
