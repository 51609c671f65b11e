using System.Text.Json;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Jobs.</summary>
internal static class JobsApi
{
    /// <summary>Header of requests that may be repeated.</summary>
    public const string IdempotencyKey = "Idempotency-Key";
    private const int LongestIdempotencyKey = 200;

    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("jobs");
        jobs.MapPost("", CreateAsync).Needs(Role.Operator, Areas.Jobs).Audited("jobs.create").WithName("createJob")
            .WithSummary("Makes a job and its first run.")
            .WithDescription("With the Idempotency-Key of an earlier request, answers the run that was made then.");
        jobs.MapGet("", ListAsync).Needs(Role.Viewer, Areas.Jobs).WithName("listJobs").WithSummary("Jobs, newest first.");
        jobs.MapGet("/{job:long}", ShowAsync).Needs(Role.Viewer, Areas.Jobs).WithName("getJob").WithSummary("One job.");
    }

    private static async Task<Results<Created<RunDocument>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        JobSpec request, [FromHeader(Name = IdempotencyKey)] string? idempotencyKey, HttpContext context, JobChecker checker, ManifestCheck manifests, IRunLedger runs, TimeProvider time)
    {
        var errors = new Dictionary<string, string[]>();
        var spec = checker.Check(request, Actor.Of(context.User)!, errors);
        if (ObjectionTo(idempotencyKey) is { } objection)
            errors[IdempotencyKey] = [objection];
        if (spec is null || errors.Count > 0)
            return ApiProblem.Invalid(errors);
        if (await manifests.CheckAsync(spec, context.RequestAborted) is { Count: > 0 } absent)
            return ApiProblem.Invalid(absent);
        var run = await runs.CreateAsync(spec, idempotencyKey, context.RequestAborted);
        if (idempotencyKey is not null && !IsSame(run.Spec, spec))
            return UsedBefore(run);
        AuditedAction.Explain(context, $"run {run.Id}: {run.Spec.Source} to {run.Spec.Destination}");
        return TypedResults.Created($"{context.Request.PathBase}{ApiSetup.Root}/runs/{run.Id}", RunDocument.Of(run, time.GetUtcNow()));
    }

    /// <summary>Whether two declarations are the same, written down.</summary>
    public static bool IsSame(JobSpec one, JobSpec other) =>
        JsonElement.DeepEquals(JsonSerializer.SerializeToElement(one, SpecJson.Options), JsonSerializer.SerializeToElement(other, SpecJson.Options));

    /// <summary>The answer to a request for another job than the idempotency key stands for.</summary>
    public static ProblemHttpResult UsedBefore(Run run) => ApiProblem.Conflict(
        $"The idempotency key belongs to another job: it made run {run.Id}, '{run.Spec.Name}'.", "Nothing was made. Send another key with another job, and the same one only to repeat a request.");

    /// <summary>What is wrong with an idempotency key; <c>null</c> if it will do, or there is none.</summary>
    public static string? ObjectionTo(string? idempotencyKey) =>
        idempotencyKey is not null && (idempotencyKey.Length is 0 or > LongestIdempotencyKey || !idempotencyKey.All(c => c is > ' ' and < '\x7f'))
            ? $"'{IdempotencyKey}' has 1 to {LongestIdempotencyKey} visible ASCII characters; a UUID will do." : null;

    private static async Task<Results<Ok<Page<JobDocument>>, ValidationProblem>> ListAsync(
        [AsParameters] PageQuery query, JobPages jobs, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        var rows = await jobs.ListAsync(cursor is { } before ? new JobId(before) : null, limit + 1, cancellationToken);
        return TypedResults.Ok(PageQuery.Of(rows, limit, JobDocument.Of, job => job.Id.Value));
    }

    private static async Task<Results<Ok<JobDocument>, ProblemHttpResult>> ShowAsync(long job, JobPages jobs, CancellationToken cancellationToken) =>
        await jobs.FindAsync(new JobId(job), cancellationToken) is { } found
            ? TypedResults.Ok(JobDocument.Of(found))
            : ApiProblem.NotFound($"There is no job {job}.", "GET /api/v1/jobs lists them.");
}
