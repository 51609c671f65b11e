using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>Reads what failed for good in a run that is over, as the objects of another.</summary>
public sealed class EarlierFailures(IRunLedger runs, IManifestLedger manifests)
{
    /// <summary>A page of it, and the run.</summary>
    /// <param name="number">Number of the run.</param>
    /// <param name="after">Number of the last entry that was read; 0 to begin.</param>
    /// <param name="most">Most entries.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ManifestFormatException">There is no such run any more, or it is not over.</exception>
    public async Task<(Run Run, IReadOnlyList<ManifestEntry> Entries)> ReadAsync(int number, long after, int most, CancellationToken cancellationToken)
    {
        var earlier = new RunId(number);
        if (await runs.FindAsync(earlier, cancellationToken).ConfigureAwait(false) is not { } run
            || await manifests.ReadFailedAsync(earlier, after, most, cancellationToken).ConfigureAwait(false) is not { } entries)
            throw new ManifestFormatException($"Run {earlier} is not in the ledger any more: name the objects by a CSV manifest, such as its report.");
        return run.FinishedAt is not null ? (run, entries) : throw new ManifestFormatException($"Run {earlier} is {run.State}: which of its objects fail is known when it is over.");
    }
}
