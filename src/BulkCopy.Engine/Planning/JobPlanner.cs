using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Probing;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Says what a job would do: lists both places and writes nothing anywhere. Memory does not grow with the number of objects.</summary>
public sealed class JobPlanner(IStoreDirectory stores, TimeProvider time)
{
    /// <summary>Makes a plan. The job must have passed <see cref="JobSpecChecks"/>; one that copies the failures of an earlier run needs <see cref="PlanOptions.Failures"/>.</summary>
    /// <exception cref="ObjectStoreException">A place cannot be listed.</exception>
    /// <exception cref="Copying.RunStoppedException">The job copies histories, and the destination keeps none.</exception>
    /// <exception cref="ManifestFormatException">The manifest cannot be understood.</exception>
    /// <exception cref="ArgumentException">A store is not configured.</exception>
    public async Task<JobPlan> PlanAsync(JobSpec spec, PlanOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        var destination = Open(spec.Destination);
        var versioning = await destination.GetVersioningAsync(spec.Destination.Bucket, cancellationToken).ConfigureAwait(false);
        if (versioning.Succeeded && VersioningRequirement.Problem(spec, versioning.Value) is { } problem) throw VersioningRequirement.Refusal(spec.Destination, problem);
        var places = new List<PlannedPlace>();
        foreach (var location in spec.MoreSources.Prepend(spec.Source))
            places.Add(await PlaceAsync(spec, location, destination, options.Probe, cancellationToken).ConfigureAwait(false));
        var reading = new PlanReading(spec, places, destination, versioning.Succeeded ? versioning.Value : null, options, time.GetUtcNow());
        var versions = new VersionPlanReading(spec, places, reading, options);
        if (spec.Manifest is not null) await new PlanManifestReading(spec, places, reading, options).ReadAsync(name => Open(new StoreLocation(name, "", "")), cancellationToken).ConfigureAwait(false);
        foreach (var part in spec.Manifest is null ? ListingBounds.Of(spec) : [])
            await (spec.Versions == VersionScope.Current ? reading.ReadAsync(part, cancellationToken) : versions.ReadAsync(part, cancellationToken)).ConfigureAwait(false);
        await new PlanInspection(spec, places, destination).InspectAsync(reading, cancellationToken).ConfigureAwait(false);
        return new PlanWriting(spec, places, destination, options).Write(reading);
    }

    private async Task<PlannedPlace> PlaceAsync(JobSpec spec, StoreLocation location, IObjectStore destination, bool probe, CancellationToken cancellationToken)
    {
        var store = Open(location);
        var found = probe ? await new StoreProber(store, location, destination, spec.Destination, time).ProbeAsync(cancellationToken).ConfigureAwait(false) : new(StoreCapabilities.Unknown);
        return new PlannedPlace
        {
            Location = location,
            Store = store,
            Destination = destination,
            Key = spec.Copy.SourceCustomerKey is { } key ? stores.FindCustomerKey(location.Store, key) : null,
            Ways = new WayPlanner(store, destination, spec.Copy, found.Succeeded ? found.Value : null),
            Findings = found.Succeeded ? found.Value.Findings : [$"The destination could not be probed, its dialect is trusted: {found.Error}"],
        };
    }

    private IObjectStore Open(StoreLocation location) =>
        stores.Find(location.Store) ?? throw new ArgumentException($"Store '{location.Store}' is not configured here.");
}
