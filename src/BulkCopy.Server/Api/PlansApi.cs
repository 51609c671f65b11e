using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Plans: what a job would do.</summary>
internal static class PlansApi
{
    public static void MapPlans(this IEndpointRouteBuilder api) =>
        api.MapPost("/plans", PlanAsync).Needs(Role.Operator, Areas.Jobs).Audited("jobs.plan").WithTags("jobs").WithName("planJob")
            .WithSummary("Says what a job would do: counts, ways, requests, time and cost, what will not be carried. Changes nothing, unless it is asked to probe.")
            .WithDescription("Lists the places while the caller waits: for more than some million objects, take a sample.");

    private static async Task<Results<Ok<PlanDocument>, ValidationProblem, ProblemHttpResult>> PlanAsync(
        PlanRequest request, HttpContext context, JobChecker checker, IStoreDirectory stores, EarlierFailures failures, TimeProvider time)
    {
        var errors = new Dictionary<string, string[]>();
        var job = Check(request, Actor.Of(context.User)!, checker, errors);
        if (job is null)
            return ApiProblem.Invalid(errors);
        var options = request.Read(job.MoreSources.Prepend(job.Source).Append(job.Destination).Select(place => stores.Find(place.Store)!.Dialect).Distinct(), out var inPrices);
        if (inPrices.Count > 0)
            return ApiProblem.Invalid(new Dictionary<string, string[]> { ["prices"] = [.. inPrices.Select(problem => problem.ToString())] });
        try
        {
            return TypedResults.Ok(PlanDocument.Of(await new JobPlanner(stores, time).PlanAsync(job, options with { Failures = failures }, context.RequestAborted)));
        }
        catch (ManifestFormatException broken)
        {
            return ApiProblem.Invalid("job.manifest", broken.Message);
        }
        catch (Exception refused) when (refused is ObjectStoreException or RunStoppedException)
        {
            return ApiProblem.Of(StatusCodes.Status502BadGateway, "The plan could not be made:", refused.Message);
        }
    }

    private static JobSpec? Check(PlanRequest request, Actor actor, JobChecker checker, Dictionary<string, string[]> errors)
    {
        if (request.Job is not { } job)
        {
            errors["job"] = ["'job' is missing: write the job as POST /api/v1/jobs takes it."];
            return null;
        }
        foreach (var (field, value) in new (string, double?)[]
                 {
                     ("sampleObjects", request.SampleObjects), ("expectedObjects", request.ExpectedObjects), ("concurrency", request.Concurrency),
                     ("requestsPerSecond", request.RequestsPerSecond), ("relayBytesPerSecond", request.RelayBytesPerSecond),
                 })
            if (value is { } number && !(number is > 0 and <= 1e15))
                errors[field] = [$"'{field}' is a number above 0."];
        if (request.InspectedObjects is < 0 or > 100_000)
            errors["inspectedObjects"] = ["'inspectedObjects' is a number from 0 to 100000."];
        var found = new Dictionary<string, string[]>();
        var spec = checker.Check(job with { Name = (string?)job.Name ?? "plan" }, actor, found);
        foreach (var (field, messages) in found)
            errors.TryAdd($"job.{field}", messages);
        return errors.Count > 0 ? null : spec;
    }
}
