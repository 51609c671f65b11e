using System.ComponentModel;
using System.Globalization;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Forgets the rows of runs that are over; a summary and the certificate's hashes stay.</summary>
internal static class RetentionApi
{
    public static void MapRetention(this IEndpointRouteBuilder api)
    {
        api.MapDelete("/runs/{run:int}", DropAsync).Needs(Role.Admin, Areas.Runs).Audited("runs.drop").WithTags("runs").WithName("dropRun")
            .WithSummary("Drops the rows of a finished run: entries, outcomes, parts, events. A summary and the certificate's hashes stay.")
            .WithDescription("Reads the whole run for its certificate, unless that is waived. Takes If-Match.");
        api.MapPost("/runs/prune", PruneAsync).Needs(Role.Admin, Areas.Runs).Audited("runs.prune").WithTags("runs").WithName("pruneRuns")
            .WithSummary("Drops finished runs that ended long ago, each with its certificate.");
    }

    private static async Task<Results<Ok<DroppedDocument>, ProblemHttpResult>> DropAsync(
        int run, [Description("Do not read the run for its certificate first: only its summary stays.")] bool? withoutCertificate,
        HttpContext context, IRunLedger runs, DropExpiredRuns drop)
    {
        if (await runs.FindAsync(new RunId(run), context.RequestAborted) is not { } found)
            return RunsApi.NoSuchRun(run);
        if (!RunETag.Matches(context.Request, found))
            return ApiProblem.Changed($"Run {run}");
        AuditedAction.Explain(context, $"run {run}: {found.Spec.Source} to {found.Spec.Destination}");
        return found.FinishedAt is not null && await drop.DropAsync(found.Id, withoutCertificate != true, context.RequestAborted)
            ? TypedResults.Ok(new DroppedDocument([run]))
            : ApiProblem.Conflict($"Run {run} is {found.State} and cannot be dropped.", "Only runs that are over can: cancel it first.");
    }

    private static async Task<Results<Ok<DroppedDocument>, ValidationProblem>> PruneAsync(PruneRequest request, HttpContext context, DropExpiredRuns drop)
    {
        if (request.OlderThan is not { } age || age < TimeSpan.Zero || age > TimeSpan.FromDays(36_500))
            return ApiProblem.Invalid("olderThan", "'olderThan' is missing or no age: write it as 90.00:00:00 for 90 days.");
        if (request.Keep < 0)
            return ApiProblem.Invalid("keep", "'keep' is a number of runs, 0 or more.");
        var policy = new RetentionPolicy(age, request.Keep);
        var dropped = new List<RunId>();
        while (await drop.SweepAsync(policy, context.RequestAborted) is { Count: > 0 } some)
            dropped.AddRange(some);
        AuditedAction.Explain(context, string.Create(CultureInfo.InvariantCulture, $"older than {age}, keeping {request.Keep}: {dropped.Count} runs"));
        return TypedResults.Ok(new DroppedDocument([.. dropped.Select(one => one.Value)]));
    }
}

/// <summary>Which runs are dropped.</summary>
internal sealed record PruneRequest
{
    [Description("Runs that ended longer ago than this, as 90.00:00:00 for 90 days.")]
    public TimeSpan? OlderThan { get; init; }
    [Description("… but never the newest so many finished runs; 0 if left out.")]
    public int Keep { get; init; }
}
