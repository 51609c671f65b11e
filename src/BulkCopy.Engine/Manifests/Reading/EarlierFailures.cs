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
        var run = await runs.FindAsync(earlier, cancellationToken).ConfigureAwait(false) ?? throw Gone(earlier);
        if (run.FinishedAt is null) throw new ManifestFormatException($"Run {earlier} is {run.State}: which of its objects fail is known when it is over.");
        return (run, await manifests.ReadFailedAsync(earlier, after, most, cancellationToken).ConfigureAwait(false) ?? throw Gone(earlier));
    }

    private static ManifestFormatException Gone(RunId run) => new($"Run {run} is not in the ledger any more: name the objects by a CSV manifest, such as its report.");
}
