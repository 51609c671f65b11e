using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Uploads;

/// <summary>
/// The accountant of multipart uploads: aborts those that were given up or left behind by ended runs, again and again until the store confirms that they are gone.
/// What fails is put off, so that a store that is away does not keep the uploads of others. Bounded per sweep; any number of workers may sweep at the same time.
/// </summary>
internal sealed class AbortOrphanedUploads(IUploadLedger ledger, IStoreDirectory stores)
{
    private const int MostPerSweep = 100;
    private readonly UploadAborter aborter = new(ledger);

    /// <summary>Returns the number of uploads that are known to be gone.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var gone = 0;
        foreach (var upload in await ledger.ListToAbortAsync(MostPerSweep, cancellationToken).ConfigureAwait(false))
        {
            if (stores.Find(upload.Store) is not { } store)
                await ledger.PostponeAbortAsync(upload.UploadNo, $"Store '{upload.Store}' is not configured where this was tried.", cancellationToken).ConfigureAwait(false);
            else if (await aborter.AbortAsync(store, upload, cancellationToken).ConfigureAwait(false)) gone++;
        }
        return gone;
    }
}
