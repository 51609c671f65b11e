using System.Globalization;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Schedules.</summary>
internal static class SchedulesApi
{
    private const int MostFires = 100;

    public static void MapSchedules(this IEndpointRouteBuilder api)
    {
        var schedules = api.MapGroup("/schedules").WithTags("schedules");
        schedules.MapGet("", ListAsync).Needs(Role.Viewer, Areas.Schedules).WithName("listSchedules").WithSummary("All schedules, by name.");
        schedules.MapGet("/{schedule:long}", ShowAsync).Needs(Role.Viewer, Areas.Schedules).WithName("getSchedule").WithSummary("One schedule.");
        schedules.MapGet("/{schedule:long}/fires", ListFiresAsync).Needs(Role.Viewer, Areas.Schedules).WithName("listFires")
            .WithSummary("What came of a schedule's times, newest first.");
        schedules.MapPost("", CreateAsync).Needs(Role.Operator, Areas.Schedules).Audited("schedules.create").WithName("createSchedule")
            .WithSummary("Makes a schedule.");
        schedules.MapPut("/{schedule:long}", ReplaceAsync).Needs(Role.Operator, Areas.Schedules).Audited("schedules.update").WithName("replaceSchedule")
            .WithSummary("Replaces a schedule's declaration.").WithDescription("Needs If-Match. Without 'job' and 'tiering' what it runs stays as it is. Times that passed before are not caught up.");
        schedules.MapDelete("/{schedule:long}", DeleteAsync).Needs(Role.Operator, Areas.Schedules).Audited("schedules.delete").WithName("deleteSchedule")
            .WithSummary("Deletes a schedule; its runs stay.").WithDescription("Needs If-Match.");
        schedules.MapPost("/{schedule:long}/pause", (long schedule, IRunScheduler scheduler, CancellationToken cancellation) => PauseAsync(schedule, true, scheduler, cancellation))
            .Needs(Role.Operator, Areas.Schedules).Audited("schedules.pause").WithName("pauseSchedule").WithSummary("Stops a schedule from starting runs by itself.");
        schedules.MapPost("/{schedule:long}/resume", (long schedule, IRunScheduler scheduler, CancellationToken cancellation) => PauseAsync(schedule, false, scheduler, cancellation))
            .Needs(Role.Operator, Areas.Schedules).Audited("schedules.resume").WithName("resumeSchedule").WithSummary("Lets a schedule start runs again.");
        schedules.MapPost("/{schedule:long}/run", RunNowAsync).Needs(Role.Operator, Areas.Schedules).Audited("schedules.run").WithName("runSchedule")
            .WithSummary("Starts a run now, unless one is unfinished.");
    }

    private static async Task<Ok<Page<ScheduleDocument>>> ListAsync(IRunScheduler scheduler, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<ScheduleDocument>([.. (await scheduler.ListAsync(cancellationToken)).Select(ScheduleDocument.Of)], null));

    private static async Task<Results<Ok<ScheduleDetail>, ProblemHttpResult>> ShowAsync(
        long schedule, HttpContext context, IRunScheduler scheduler, CancellationToken cancellationToken)
    {
        if (await FindAsync(schedule, scheduler, cancellationToken) is not { } found)
            return NoSuchSchedule(schedule);
        context.Response.Headers.ETag = ETagOf(found);
        return TypedResults.Ok(ScheduleDetail.Of(found));
    }

    private static async Task<Results<Ok<Page<FireDocument>>, ProblemHttpResult>> ListFiresAsync(
        long schedule, IRunScheduler scheduler, CancellationToken cancellationToken)
    {
        if (await FindAsync(schedule, scheduler, cancellationToken) is null)
            return NoSuchSchedule(schedule);
        var fires = await scheduler.ListFiresAsync(new ScheduleId(schedule), MostFires, cancellationToken);
        return TypedResults.Ok(new Page<FireDocument>([.. fires.Select(FireDocument.Of)], null));
    }

    private static async Task<Results<Created<ScheduleDocument>, ValidationProblem>> CreateAsync(
        ScheduleRequest request, HttpContext context, IRunScheduler scheduler, JobChecker checker)
    {
        if (Check(request, null, context, checker, out var spec) is { } problem)
            return problem;
        var result = await scheduler.CreateAsync(spec!, context.RequestAborted);
        if (result.Schedule is not { } made)
            return Refused(result);
        AuditedAction.Explain(context, $"{made.Spec.Name}: {made.Spec.Cron} {made.Spec.TimeZone}");
        return TypedResults.Created($"{context.Request.PathBase}{ApiSetup.Root}/schedules/{made.Id}", ScheduleDocument.Of(made));
    }

    private static async Task<Results<Ok<ScheduleDocument>, ValidationProblem, ProblemHttpResult>> ReplaceAsync(
        long schedule, ScheduleRequest request, HttpContext context, IRunScheduler scheduler, JobChecker checker)
    {
        if (await FindAsync(schedule, scheduler, context.RequestAborted) is not { } found)
            return NoSuchSchedule(schedule);
        if (Unmatched(context, found) is { } unmatched)
            return unmatched;
        if (Check(request, found.Spec.Job, context, checker, out var spec) is { } problem)
            return problem;
        var result = await scheduler.UpdateAsync(found.Id, found.Revision, spec!, context.RequestAborted);
        if (result.Schedule is not { } changed)
            return result.IsOutdated ? ApiProblem.Changed($"Schedule {schedule}") : Refused(result);
        context.Response.Headers.ETag = ETagOf(changed);
        return TypedResults.Ok(ScheduleDocument.Of(changed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(long schedule, HttpContext context, IRunScheduler scheduler)
    {
        if (await FindAsync(schedule, scheduler, context.RequestAborted) is not { } found)
            return NoSuchSchedule(schedule);
        if (Unmatched(context, found) is { } unmatched)
            return unmatched;
        return await scheduler.DeleteAsync(found.Id, context.RequestAborted) ? TypedResults.NoContent() : NoSuchSchedule(schedule);
    }

    private static async Task<Results<Ok<ScheduleDocument>, ProblemHttpResult>> PauseAsync(
        long schedule, bool paused, IRunScheduler scheduler, CancellationToken cancellationToken) =>
        await scheduler.SetPausedAsync(new ScheduleId(schedule), paused, cancellationToken)
            && await FindAsync(schedule, scheduler, cancellationToken) is { } found
            ? TypedResults.Ok(ScheduleDocument.Of(found))
            : NoSuchSchedule(schedule);

    private static async Task<Results<Ok<FireDocument>, ProblemHttpResult>> RunNowAsync(
        long schedule, IRunScheduler scheduler, CancellationToken cancellationToken) =>
        await scheduler.RunNowAsync(new ScheduleId(schedule), cancellationToken) is { } fire
            ? TypedResults.Ok(FireDocument.Of(fire))
            : NoSuchSchedule(schedule);

    private static ValidationProblem? Check(ScheduleRequest request, JobSpec? now, HttpContext context, JobChecker checker, out ScheduleSpec? spec)
    {
        spec = null;
        var errors = new Dictionary<string, string[]>();
        if (request.Name is not { Length: > 0 and <= 200 } || request.Name.Any(char.IsControl))
            errors["name"] = ["'name' is missing or cannot be shown: write 1 to 200 characters on one line."];
        if (request.Cron is not { Length: > 0 and <= 200 })
            errors["cron"] = ["'cron' is missing: write five fields as in crontab, for instance 30 2 * * *."];
        var job = CheckJob(request, now, Actor.Of(context.User)!, checker, errors);
        if (errors.Count > 0)
            return ApiProblem.Invalid(errors);
        spec = new ScheduleSpec
        {
            Name = request.Name!, Cron = request.Cron!, TimeZone = request.TimeZone ?? "UTC", BlackoutDays = request.BlackoutDays,
            Overlap = request.Overlap, Misfire = request.Misfire, Job = job!,
        };
        return null;
    }

    private static JobSpec? CheckJob(ScheduleRequest request, JobSpec? now, Actor actor, JobChecker checker, Dictionary<string, string[]> errors)
    {
        if (now is not null && request is { Job: null, Tiering: null })
            return checker.Repeated(now, request.Name ?? "", actor);
        if ((request.Job is null) == (request.Tiering is null))
        {
            errors["job"] = ["Write 'job' for a copy or 'tiering' for a policy, and not both."];
            return null;
        }
        var found = new Dictionary<string, string[]>();
        var job = request.Tiering is { } tiering
            ? checker.Check(tiering with { Name = tiering.Name ?? request.Name }, actor, found)
            : checker.Check(request.Job! with { Name = (string?)request.Job.Name ?? request.Name ?? "" }, actor, found);
        foreach (var (field, messages) in found)
            errors[$"{(request.Job is null ? "tiering" : "job")}.{field}"] = messages;
        if (job is not null && RepeatedManifest.Problem(job) is { } once)
            errors["job.manifest"] = [once];
        return job;
    }

    private static string ETagOf(Schedule schedule) => $"\"{schedule.Revision}\"";

    private static ProblemHttpResult? Unmatched(HttpContext context, Schedule schedule) =>
        context.Request.Headers.IfMatch.Count == 0 ? ApiProblem.MatchRequired()
        : context.Request.Headers.IfMatch != ETagOf(schedule) ? ApiProblem.Changed($"Schedule {schedule.Id}") : null;

    private static ValidationProblem Refused(ScheduleResult result) =>
        ApiProblem.Invalid(new Dictionary<string, string[]> { ["schedule"] = [.. result.Problems] });

    private static async Task<Schedule?> FindAsync(long schedule, IRunScheduler scheduler, CancellationToken cancellationToken) =>
        (await scheduler.ListAsync(cancellationToken)).FirstOrDefault(one => one.Id.Value == schedule);

    private static ProblemHttpResult NoSuchSchedule(long schedule) =>
        ApiProblem.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no schedule {schedule}."), "GET /api/v1/schedules lists them.");
}
