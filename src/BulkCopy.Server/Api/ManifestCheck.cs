using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Api;

/// <summary>Asks whether what a job's manifest names is there and can be read, before the job is made.</summary>
internal sealed class ManifestCheck(IStoreDirectory stores, IRunLedger runs)
{
    /// <summary>What is wrong, by field; empty if the job has no manifest, or one that is there.</summary>
    public async Task<Dictionary<string, string[]>> CheckAsync(JobSpec spec, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        if (spec.Manifest is { At: { } at } manifest && await ObjectionAsync(at, manifest, cancellationToken) is { } missing)
            errors["manifest.at"] = [missing];
        if (spec.Manifest?.FailedOf is { } number && await ObjectionAsync(number, cancellationToken) is { } none)
            errors["manifest.failedOf"] = [none];
        return errors;
    }

    private async Task<string?> ObjectionAsync(StoreLocation at, ManifestSource manifest, CancellationToken cancellationToken)
    {
        if (stores.Find(at.Store) is not { } store)
            return $"There is no store '{at.Store}' that can be asked for the manifest.";
        try
        {
            await ManifestContent.CheckAsync(manifest, _ => store, cancellationToken);
            return null;
        }
        catch (ManifestFormatException broken)
        {
            return broken.Message;
        }
        catch (ObjectStoreException refused)
        {
            return $"The manifest {at} cannot be read: {refused.Error}";
        }
    }

    /// <summary>Why a run has no failed objects to give; <c>null</c> if it has some.</summary>
    public async Task<string?> ObjectionAsync(int number, CancellationToken cancellationToken) =>
        await runs.FindAsync(new RunId(number), cancellationToken) is not { } run ? $"There is no run {number}."
        : run.FinishedAt is null ? $"Run {number} is {run.State}: which of its objects fail is known when it is over."
        : run.Totals.Failed == 0 ? $"No object of run {number} has failed: there is nothing to copy." : null;
}
