using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Says what a job would do: lists both places and writes nothing anywhere. Memory does not grow with the number of objects.</summary>
public sealed class JobPlanner(IStoreDirectory stores, TimeProvider time)
{
    /// <summary>Makes a plan. The job must have passed <see cref="JobSpecChecks"/> and have no manifest.</summary>
    /// <exception cref="ObjectStoreException">A place cannot be listed.</exception>
    /// <exception cref="Copying.RunStoppedException">The job copies histories, and the destination keeps none.</exception>
    /// <exception cref="ArgumentException">A store is not configured.</exception>
    public async Task<JobPlan> PlanAsync(JobSpec spec, PlanOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        var destination = Open(spec.Destination);
        var versioning = await destination.GetVersioningAsync(spec.Destination.Bucket, cancellationToken).ConfigureAwait(false);
        var places = spec.MoreSources.Prepend(spec.Source).Select(location => Place(spec, location, destination)).ToArray();
        var reading = new PlanReading(spec, places, destination, versioning.Succeeded ? versioning.Value : null, options, time.GetUtcNow());
        if (versioning.Succeeded && VersioningRequirement.Problem(spec, versioning.Value) is { } problem) throw VersioningRequirement.Refusal(spec.Destination, problem);
        var versions = new VersionPlanReading(spec, places, reading, options);
        foreach (var part in ListingBounds.Of(spec))
            await (spec.Versions == VersionScope.Current ? reading.ReadAsync(part, cancellationToken) : versions.ReadAsync(part, cancellationToken)).ConfigureAwait(false);
        await new PlanInspection(spec, places, destination).InspectAsync(reading, cancellationToken).ConfigureAwait(false);
        return new PlanWriting(spec, places, destination, options).Write(reading);
    }

    private PlannedPlace Place(JobSpec spec, StoreLocation location, IObjectStore destination)
    {
        var store = Open(location);
        return new PlannedPlace { Location = location, Store = store, Destination = destination, Ways = new WayPlanner(store, destination, spec.Copy) };
    }

    private IObjectStore Open(StoreLocation location) =>
        stores.Find(location.Store) ?? throw new ArgumentException($"Store '{location.Store}' is not configured here.");
}
