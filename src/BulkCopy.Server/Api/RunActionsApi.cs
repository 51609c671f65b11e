using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>What operators do to runs. All of it takes If-Match; where it is sent, a run that others steered meanwhile is left alone.</summary>
internal static class RunActionsApi
{
    private const int MostEntries = 10_000;

    public static void MapRunActions(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs/{run:int}").WithTags("runs");
        Map(RunWish.Confirm, "Confirms a run that waits in Suspended.", "Runs above the configured size or cost need an approver.");
        Map(RunWish.Pause, "Pauses a run.", "What is in flight is finished; nothing is lost.");
        Map(RunWish.Resume, "Goes on with a paused run.", null);
        Map(RunWish.Cancel, "Cancels a run for good.", "What was copied stays; open uploads are aborted.");
        runs.MapPut("/priority", SetPriorityAsync).Needs(Role.Operator, Areas.Runs).Audited("runs.priority").WithName("setRunPriority")
            .WithSummary("Sets which runs are served first; higher goes first.").WithDescription("Needs If-Match.");
        runs.MapPost("/retry-failed", RetryFailedAsync).Needs(Role.Operator, Areas.Runs).Audited("runs.retry-failed").WithName("retryFailed")
            .WithSummary("Gives failed entries another try: all, those of one code, or chosen ones.")
            .WithDescription("A run that is over becomes Ready again. Workers ask the destination before they copy again.");

        void Map(RunWish wish, string summary, string? description)
        {
            var endpoint = runs.MapPost($"/{wish.Verb}", (int run, HttpContext context, IRunLedger ledger, RunSteering steering, RunApproval approval, TimeProvider time) =>
                    SteerAsync(run, wish, context, ledger, steering, approval, time))
                .Needs(Role.Operator, Areas.Runs).Audited($"runs.{wish.Verb}").WithName($"{wish.Verb}Run").WithSummary(summary);
            if (description is not null)
                endpoint.WithDescription(description);
        }
    }

    private static async Task<Results<Ok<RunDocument>, ProblemHttpResult>> SteerAsync(
        int number, RunWish wish, HttpContext context, IRunLedger ledger, RunSteering steering, RunApproval approval, TimeProvider time)
    {
        var actor = Actor.Of(context.User)!;
        if (await ledger.FindAsync(new RunId(number), context.RequestAborted) is not { } run)
            return RunsApi.NoSuchRun(number);
        if (!RunETag.Matches(context.Request, run))
            return ApiProblem.Changed($"Run {number}");
        if (wish == RunWish.Confirm && run.State == RunState.Suspended && approval.ObjectionToConfirm(run, actor) is { } objection)
            return ApiProblem.Of(StatusCodes.Status403Forbidden, objection, "Ask somebody with the role Approver or Admin to confirm it.");
        if (await steering.MoveAsync(run, wish, $"by {actor.Name}", context.RequestAborted) is not { } moved)
            return ApiProblem.Conflict(
                $"Run {number} is {run.State} and cannot be {wish.Participle}.", $"That is possible in {string.Join(", ", wish.From)}.");
        context.Response.Headers.ETag = RunETag.Of(moved);
        return TypedResults.Ok(RunDocument.Of(moved, time.GetUtcNow()));
    }

    private static async Task<Results<Ok<RunDocument>, ValidationProblem, ProblemHttpResult>> SetPriorityAsync(
        int run, PriorityRequest request, HttpContext context, IRunLedger ledger, RunPriority priorities, TimeProvider time)
    {
        if (request.Priority is not (>= -1000 and <= 1000))
            return ApiProblem.Invalid("priority", "'priority' is a number from -1000 to 1000.");
        if (await ledger.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunsApi.NoSuchRun(run);
        if (context.Request.Headers.IfMatch.Count == 0)
            return ApiProblem.MatchRequired();
        if (!RunETag.Matches(context.Request, found))
            return ApiProblem.Changed($"Run {run}");
        if (!await priorities.SetAsync(found.Id, request.Priority.Value, found.Priority, context.RequestAborted))
            return ApiProblem.Conflict($"Run {run} is {found.State}.", "A finished run has no priority any more.");
        AuditedAction.Explain(context, FormattableString.Invariant($"from {found.Priority} to {request.Priority}"));
        var now = found with { Priority = request.Priority.Value };
        context.Response.Headers.ETag = RunETag.Of(now);
        return TypedResults.Ok(RunDocument.Of(now, time.GetUtcNow()));
    }

    private static async Task<Results<Ok<RetriedDocument>, ValidationProblem, ProblemHttpResult>> RetryFailedAsync(
        int run, RetryRequest request, HttpContext context, IRunLedger ledger, RetryFailed retry)
    {
        if (request.Code is { Length: 0 or > 100 } || request.Code?.Any(char.IsControl) == true)
            return ApiProblem.Invalid("code", "'code' is a failure's code, for instance AccessDenied; leave it out for all.");
        if (request.Entries is { Count: 0 or > MostEntries })
            return ApiProblem.Invalid("entries", $"'entries' has 1 to {MostEntries} numbers of entries; leave it out for all.");
        if (await ledger.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunsApi.NoSuchRun(run);
        if (!RunETag.Matches(context.Request, found))
            return ApiProblem.Changed($"Run {run}");
        var actor = Actor.Of(context.User)!;
        var which = request.Entries is { } entries ? $"{entries.Count} chosen entries" : request.Code is { } code ? $"entries that failed with {code}" : "all failed entries";
        // Not cancelled with the request: a large run's failures take a while, and half of it is undone otherwise.
        if (await retry.RetryAsync(found.Id, request.Code is { } only ? [only] : null, request.Entries?.ToArray(), $"{which} retried by {actor.Name}", CancellationToken.None) is not { } count)
            return ApiProblem.Conflict($"The failures of run {run}, which is {found.State}, cannot be retried.", $"That is possible in {string.Join(", ", RetryFailed.From)}.");
        AuditedAction.Explain(context, FormattableString.Invariant($"{which}: {count}"));
        return TypedResults.Ok(new RetriedDocument(run, count));
    }
}

/// <summary>A priority.</summary>
internal sealed record PriorityRequest(int? Priority);

/// <summary>Which failed entries get another try; nothing set: all.</summary>
internal sealed record RetryRequest(string? Code, IReadOnlyList<long>? Entries);

/// <summary>How many entries get another try.</summary>
internal sealed record RetriedDocument(int RunId, long Retried);
