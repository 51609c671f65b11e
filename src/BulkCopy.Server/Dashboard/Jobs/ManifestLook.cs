using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.ObjectStores;
using BulkCopy.Server.Api;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Looks whether what a job's objects are named by is there and can be read, and pins the job to it.</summary>
internal sealed class ManifestLook(IStoreDirectory stores, ManifestCheck check)
{
    /// <summary>The same job, with the ETag of its manifest; problems are put into <paramref name="errors"/>.</summary>
    public async Task<JobSpec> PinAsync(JobSpec spec, Dictionary<string, string[]> errors, CancellationToken cancellationToken)
    {
        if (spec.Manifest is not { } manifest)
            return spec;
        if (manifest.Kind == ManifestKind.FailedOf)
        {
            if (await check.ObjectionAsync(manifest.FailedOf ?? 0, cancellationToken) is { } objection)
                errors["manifest.failedOf"] = [objection];
            return spec;
        }
        if (manifest.At is not { } at || stores.Find(at.Store) is not { } store)
            return spec;
        var found = await store.HeadObjectAsync(new ReadObjectRequest { Bucket = at.Bucket, Key = at.Prefix }, cancellationToken);
        if (!found.Succeeded)
            errors["manifest.at"] = [$"{at} cannot be read: {found.Error}"];
        else if (manifest.ETag is { } expected && expected != found.Value.ETag)
            errors["manifest.at"] = [$"{at} has been overwritten since it was uploaded (its ETag is {found.Value.ETag}, it was {expected}): upload it again."];
        else
            return await ReadAsync(spec, manifest with { ETag = found.Value.ETag }, store, errors, cancellationToken);
        return spec;
    }

    private static async Task<JobSpec> ReadAsync(JobSpec spec, ManifestSource manifest, IObjectStore store, Dictionary<string, string[]> errors, CancellationToken cancellationToken)
    {
        try
        {
            await ManifestContent.CheckAsync(manifest, _ => store, cancellationToken);
            return spec with { Manifest = manifest };
        }
        catch (Exception unfit) when (unfit is ManifestFormatException or ObjectStoreException)
        {
            errors["manifest.at"] = [unfit.Message];
            return spec;
        }
    }
}
