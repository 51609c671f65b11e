using System.ComponentModel;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Policies that move objects between storage classes, and what they moved.</summary>
internal static class TieringApi
{
    private const int MostDays = 3660;

    public static void MapTiering(this IEndpointRouteBuilder api)
    {
        var tiering = api.MapGroup("/tiering").WithTags("tiering");
        tiering.MapPost("/check", Check).Needs(Role.Viewer, Areas.Tiering).WithName("checkPolicy")
            .WithSummary("Checks a policy document; says everything that is wrong with it, by line.");
        tiering.MapPost("/simulate", SimulateAsync).Needs(Role.Operator, Areas.Tiering).Audited("tiering.simulate").WithName("simulatePolicy")
            .WithSummary("Says what a policy would do with a bucket: objects, bytes and cost per rule and class. Changes nothing.")
            .WithDescription("Lists the bucket while the caller waits: for more than some million objects, simulate over an inventory on the command line.");
        tiering.MapPost("/runs", RunAsync).Needs(Role.Operator, Areas.Tiering).Audited("tiering.run").WithName("runPolicy")
            .WithSummary("Applies a policy to a bucket or a prefix: makes a job and its run.")
            .WithDescription("With the Idempotency-Key of an earlier request, answers the run that was made then.");
        tiering.MapGet("/days", ListDaysAsync).Needs(Role.Viewer, Areas.Tiering).WithName("listTransitionDays")
            .WithSummary("What was moved, by day, rule and class, oldest first.");
        api.MapGet("/runs/{run:int}/transitions", ListAsync).Needs(Role.Viewer, Areas.Tiering).WithTags("tiering").WithName("listTransitions")
            .WithSummary("Objects that a run moved, with versions and classes before and after.");
    }

    private static Results<Ok<PolicySummary>, ValidationProblem> Check(PolicyCheckRequest request)
    {
        if (!Dialect.Names.Contains(request.Dialect ?? ""))
            return ApiProblem.Invalid("dialect", $"'dialect' is one of {string.Join(", ", Dialect.Names)}.");
        var errors = new Dictionary<string, string[]>();
        var spec = JobChecker.Read(new TieringRequest { Policy = request.Policy, Prices = request.Prices }, Dialect.Parse(request.Dialect!), errors);
        return spec is null ? ApiProblem.Invalid(errors) : TypedResults.Ok(new PolicySummary(spec.Policy.Name, spec.Policy.Rules.Count));
    }

    private static async Task<Results<Ok<SimulationDocument>, ValidationProblem, ProblemHttpResult>> SimulateAsync(
        TieringRequest request, HttpContext context, JobChecker checker, IStoreDirectory stores, TimeProvider time)
    {
        var errors = new Dictionary<string, string[]>();
        if (checker.Check(request, Actor.Of(context.User)!, errors) is not { } job)
            return ApiProblem.Invalid(errors);
        try
        {
            var simulator = new TieringSimulator(stores.Find(job.Source.Store)!, job.Tiering!, time.GetUtcNow());
            return TypedResults.Ok(SimulationDocument.Of(await simulator.OverListingAsync(job.Source, context.RequestAborted)));
        }
        catch (ObjectStoreException refused)
        {
            return ApiProblem.Of(StatusCodes.Status502BadGateway, $"{job.Source} could not be simulated.", refused.Message);
        }
    }

    private static async Task<Results<Created<RunDocument>, ValidationProblem, ProblemHttpResult>> RunAsync(
        TieringRequest request, [FromHeader(Name = JobsApi.IdempotencyKey)] string? idempotencyKey, HttpContext context, JobChecker checker, IRunLedger runs, TimeProvider time)
    {
        var errors = new Dictionary<string, string[]>();
        var spec = checker.Check(request, Actor.Of(context.User)!, errors);
        if (JobsApi.ObjectionTo(idempotencyKey) is { } objection)
            errors[JobsApi.IdempotencyKey] = [objection];
        if (spec is null || errors.Count > 0)
            return ApiProblem.Invalid(errors);
        var run = await runs.CreateAsync(spec, idempotencyKey, context.RequestAborted);
        if (idempotencyKey is not null && !JobsApi.IsSame(run.Spec, spec))
            return JobsApi.UsedBefore(run);
        AuditedAction.Explain(context, $"run {run.Id}: {run.Spec.Tiering?.Policy.Name} on {run.Spec.Source}");
        return TypedResults.Created($"{context.Request.PathBase}{ApiSetup.Root}/runs/{run.Id}", RunDocument.Of(run, time.GetUtcNow()));
    }

    private static async Task<Results<Ok<Page<TransitionDay>>, ValidationProblem>> ListDaysAsync(
        [Description("First day; 29 days before 'through' if left out.")] DateOnly? from, [Description("Last day; today if left out.")] DateOnly? through,
        [Description("Only of this run.")] int? run, ITransitionLedger transitions, TimeProvider time, CancellationToken cancellationToken)
    {
        var last = through ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = from ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - 29));
        if (first > last || last.DayNumber - first.DayNumber > MostDays)
            return ApiProblem.Invalid("from", $"'from' is after 'through', or more than {MostDays} days before it.");
        return TypedResults.Ok(new Page<TransitionDay>(
            await transitions.ReadDaysAsync(first, last, run is { } one ? new RunId(one) : null, cancellationToken), null));
    }

    private static async Task<Results<Ok<Page<TransitionDocument>>, ValidationProblem, ProblemHttpResult>> ListAsync(
        int run, [AsParameters] PageQuery query, IRunLedger runs, ITransitionLedger transitions, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        if (await runs.FindAsync(new RunId(run), cancellationToken) is not { } found)
            return RunsApi.NoSuchRun(run);
        // Where nothing is moved, all of a run would be read to find that out.
        var rows = found.Spec.Tiering is null ? [] : await transitions.ListAsync(found.Id, cursor ?? 0, limit + 1, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, row => TransitionDocument.Of(row, found.Spec), row => row.Entry));
    }
}

/// <summary>A policy document to be checked.</summary>
internal sealed record PolicyCheckRequest(string? Policy, string? Dialect, string? Prices);

/// <summary>An object that was moved.</summary>
internal sealed record TransitionDocument(
    long Entry, string Key, string? Rule, string? VersionBefore, string? VersionAfter, string? ClassBefore, string ClassAfter, long Bytes, decimal Cost, DateTimeOffset At)
{
    public static TransitionDocument Of(Transition row, JobSpec spec) => new(
        row.Entry, row.Key, spec.Tiering?.Policy.Rules.FirstOrDefault(rule => rule.Number == row.Rule)?.Name, row.VersionBefore, row.VersionAfter,
        row.ClassBefore, row.ClassAfter, row.Bytes, row.Cost, row.At);
}
