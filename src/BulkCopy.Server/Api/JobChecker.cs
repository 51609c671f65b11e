using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Api;

/// <summary>Turns a request into a job's declaration, or into what is wrong with it by field.</summary>
internal sealed class JobChecker(IStoreDirectory stores, CarryCheck carry, IOptions<ServerOptions> options)
{
    /// <summary>The declaration; <c>null</c> if <paramref name="errors"/> has something.</summary>
    public JobSpec? Check(JobSpec request, Actor actor, Dictionary<string, string[]> errors)
    {
        // Members that a request leaves out are null here, whatever their type says.
        if ((string?)request.Name is null)
            errors["name"] = ["The job has no name: write one that says what is copied."];
        CheckStore("source", request.Source, errors);
        CheckStore("destination", request.Destination, errors);
        foreach (var (number, more) in request.MoreSources.Index())
            CheckStore($"moreSources[{number}]", more, errors);
        if (request.Manifest?.At is { } manifest)
            CheckStore("manifest.at", manifest, errors);
        if (request.Manifest?.File is not null)
            errors["manifest.file"] = ["A file on somebody's disk cannot be read here: upload it to a bucket, for instance by POST /api/v1/manifest-uploads, and name it in 'manifest.at'."];
        if (request.Tiering is not null)
            errors["tiering"] = ["'tiering' is not written here: POST /api/v1/tiering/runs takes the policy's document, and so does 'tiering' of a schedule."];
        var isWhole = request is { Name: not null, Source: not null, Destination: not null } && request.MoreSources.All(more => (StoreLocation?)more is not null);
        if (isWhole)
            foreach (var field in JobSpecChecks.Check(request).GroupBy(problem => problem.Field))
                errors.TryAdd(field.Key, [.. field.Select(problem => problem.Message)]);
        if (errors.Count > 0)
            return null;
        foreach (var field in carry.Check(request).GroupBy(problem => problem.Field))
            errors[field.Key] = [.. field.Select(problem => problem.Message)];
        return errors.Count > 0 ? null : Asking(request with { Copy = request.Copy with { Probe = request.Copy.Probe ?? true } }, actor);
    }

    /// <summary>The declaration of a tiering job; <c>null</c> if <paramref name="errors"/> has something.</summary>
    public JobSpec? Check(TieringRequest request, Actor actor, Dictionary<string, string[]> errors)
    {
        CheckStore("place", request.Place, errors);
        if (request.Place is { } place && PlaceChecks.Problem(place) is { } objection)
            errors.TryAdd("place", [objection]);
        if (request.Name is { } name && PlaceChecks.NameProblem(name) is { } unfit)
            errors["name"] = [unfit];
        if (errors.Count > 0 || Read(request, stores.Find(request.Place!.Store)!.Dialect, errors) is not { } tiering)
            return null;
        return Asking(TieringJobs.Declare(request.Place, tiering, request.Name) with { Confirm = request.Confirm }, actor);
    }

    /// <summary>Policy and prices of a request; <c>null</c> if <paramref name="errors"/> has something.</summary>
    public static TieringSpec? Read(TieringRequest request, Dialect dialect, Dictionary<string, string[]> errors)
    {
        var tiering = request.Read(dialect, out var inPolicy, out var inPrices);
        if (inPolicy.Count > 0)
            errors["policy"] = [.. inPolicy.Select(problem => problem.ToString())];
        if (inPrices.Count > 0)
            errors["prices"] = [.. inPrices.Select(problem => problem.ToString())];
        return tiering;
    }

    /// <summary>The job as this actor may make it: where some runs need an approver, nobody below makes one that asks nobody.</summary>
    public JobSpec Asking(JobSpec spec, Actor actor) =>
        spec with { Confirm = spec.Confirm || (options.Value.Approval.IsOn && actor.Role < Role.Approver) };

    /// <summary>A job that a schedule repeats: it bears the schedule's name, as its runs do.</summary>
    public JobSpec Repeated(JobSpec job, string schedule, Actor actor) => Asking(job with { Name = schedule }, actor);

    /// <summary>What is wrong with the name of a bucket; <c>null</c> if it will do.</summary>
    public static string? ObjectionToBucket(string bucket) => PlaceChecks.BucketProblem(bucket);

    private void CheckStore(string field, StoreLocation? location, Dictionary<string, string[]> errors)
    {
        if (location is null)
            errors[field] = ["It is missing: write STORE:BUCKET/PREFIX."];
        else if (stores.Find(location.Store) is null)
            errors[field] = [$"There is no store '{location.Store}' that can be used here."];
    }
}
