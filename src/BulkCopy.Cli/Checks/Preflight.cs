using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Checks;

/// <summary>What is checked before anything is written: that both places exist, may be used, and lie apart.</summary>
internal sealed class Preflight(StoreDirectory stores)
{
    /// <exception cref="RefusedException">The copy cannot be made as it was asked.</exception>
    public async Task CheckAsync(JobSpec spec, CancellationToken cancellationToken)
    {
        var destination = stores.Require(spec.Destination.Store);
        foreach (var from in spec.MoreSources.Prepend(spec.Source))
        {
            var source = stores.Require(from.Store);
            if (PlaceOverlap.Explain(spec with { Source = from }, Host(source), Host(destination)) is { } overlap)
                throw new RefusedException(overlap);
            RequireCarriable(spec, source, destination);
            await RequireAsync(source, from, cancellationToken).ConfigureAwait(false);
        }
        await RequireAsync(destination, spec.Destination, cancellationToken).ConfigureAwait(false);
        if (await VersioningRequirement.ProblemAsync(spec, stores.Open(destination), cancellationToken).ConfigureAwait(false) is { } problem)
            throw new RefusedException(problem);
        if (spec.Manifest is { At: { } at } manifest)
            await RequireManifestAsync(at, manifest, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireManifestAsync(StoreLocation at, ManifestSource manifest, CancellationToken cancellationToken)
    {
        try
        {
            await ManifestContent.CheckAsync(manifest, name => stores.Open(stores.Require(name)), cancellationToken).ConfigureAwait(false);
        }
        catch (ManifestFormatException broken)
        {
            throw new RefusedException($"The manifest cannot be used: {broken.Message}");
        }
        catch (ObjectStoreException refused)
        {
            throw new RefusedException($"The manifest {at} cannot be read: {refused.Error}");
        }
    }

    private static StoreHost Host(StoreSettings store) => new(store.Dialect, store.Endpoint, store.ConnectTo);

    /// <summary>What the destination can never hold is refused before anything is written.</summary>
    private void RequireCarriable(JobSpec spec, StoreSettings source, StoreSettings destination)
    {
        var problems = CarryRules.Check(spec, source.Dialect, destination.Dialect).Select(problem => problem.Message).ToList();
        foreach (var (store, name) in new[] { (source, spec.Copy.SourceCustomerKey), (destination, spec.Copy.Encryption?.CustomerKey) })
            if (name is not null && stores.CustomerKeyProblem(store, name) is { } problem)
                problems.Add(problem);
        if (problems.Count > 0)
            throw new RefusedException(string.Join(' ', problems));
    }

    private async Task RequireAsync(StoreSettings settings, StoreLocation location, CancellationToken cancellationToken)
    {
        var store = stores.Open(settings);
        var head = await store.HeadBucketAsync(location.Bucket, cancellationToken).ConfigureAwait(false);
        // The answer to HEAD has no body that could tell a wrong secret from a missing permission; that of a listing has.
        var listed = await store.ListObjectsAsync(
            new ListObjectsRequest { Bucket = location.Bucket, Prefix = location.Prefix, MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
        if ((listed.Error ?? head.Error) is { } error)
            throw new RefusedException(StoreRefusal.Explain(settings, location.Bucket, error));
    }
}
