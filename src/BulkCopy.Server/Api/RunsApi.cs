using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Runs, as they are.</summary>
internal static class RunsApi
{
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("runs");
        runs.MapGet("", ListAsync).Needs(Role.Viewer, Areas.Runs).WithName("listRuns").WithSummary("Runs, newest first.");
        runs.MapGet("/unfinished", ListUnfinishedAsync).Needs(Role.Viewer, Areas.Runs).WithName("listUnfinishedRuns")
            .WithSummary("Runs that are not finished, in the order in which workers serve them.");
        runs.MapGet("/dropped", ListDroppedAsync).Needs(Role.Viewer, Areas.Runs).WithName("listDroppedRuns")
            .WithSummary("What stays of runs whose rows were dropped, newest first.");
        runs.MapGet("/{run:int}", ShowAsync).Needs(Role.Viewer, Areas.Runs).WithName("getRun")
            .WithSummary("One run with its totals.").WithDescription("Answers 304 to an If-None-Match with the ETag of what it would answer.")
            .Produces(StatusCodes.Status304NotModified);
        runs.MapGet("/{run:int}/events", EventsAsync).Needs(Role.Viewer, Areas.Runs).WithName("listRunEvents")
            .WithSummary("What happened to a run, newest first.");
    }

    /// <summary>The answer where a run does not exist.</summary>
    public static ProblemHttpResult NoSuchRun(int run) => ApiProblem.NotFound($"There is no run {run}.", "GET /api/v1/runs lists them.");

    private static async Task<Results<Ok<Page<RunDocument>>, ValidationProblem>> ListAsync(
        [AsParameters] PageQuery query, IRunLedger runs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        var rows = await runs.ListAsync(cursor is { } before ? new RunId((int)Math.Min(before, int.MaxValue)) : null, limit + 1, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, run => RunDocument.Of(run, time.GetUtcNow()), run => run.Id.Value));
    }

    private static async Task<Ok<Page<RunDocument>>> ListUnfinishedAsync(IRunLedger runs, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<RunDocument>([.. (await runs.ListUnfinishedAsync(cancellationToken)).Select(run => RunDocument.Of(run, time.GetUtcNow()))], null));

    private static async Task<Results<Ok<Page<DroppedRunDocument>>, ValidationProblem>> ListDroppedAsync(
        [AsParameters] PageQuery query, RunRetention retention, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        var rows = await retention.ListDroppedAsync(cursor is { } before ? new RunId((int)Math.Min(before, int.MaxValue)) : null, limit + 1, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, DroppedRunDocument.Of, dropped => dropped.Run.Id.Value));
    }

    private static async Task<Results<Ok<RunDocument>, StatusCodeHttpResult, ProblemHttpResult>> ShowAsync(
        int run, HttpContext context, IRunLedger runs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(new RunId(run), cancellationToken) is not { } found)
            return NoSuchRun(run);
        var tag = RunETag.Of(found);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(tag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return TypedResults.Ok(RunDocument.Of(found, time.GetUtcNow()));
    }

    private static async Task<Results<Ok<Page<RunEventRow>>, ValidationProblem, ProblemHttpResult>> EventsAsync(
        int run, [AsParameters] PageQuery query, IRunLedger runs, RunEvents events, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        if (await runs.FindAsync(new RunId(run), cancellationToken) is null)
            return NoSuchRun(run);
        var rows = await events.ListAsync(new RunId(run), cursor, limit + 1, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, row => row, row => row.Id));
    }
}
