using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>Aborts uploads that were given up or left behind by ended runs, until the store confirms that they are gone. Bounded per sweep.</summary>
internal sealed class AbortOrphanedUploads(IUploadLedger ledger, IStoreDirectory stores)
{
    private const int MostPerSweep = 100;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var aborted = 0;
        foreach (var upload in await ledger.ListToAbortAsync(MostPerSweep, cancellationToken).ConfigureAwait(false))
            if (stores.Find(upload.Store) is { } store && await AbortAsync(store, upload, cancellationToken).ConfigureAwait(false)) aborted++;
        return aborted;
    }

    private async Task<bool> AbortAsync(IObjectStore store, UploadRecord upload, CancellationToken cancellationToken)
    {
        if (upload.UploadId is null) return await ledger.MoveAsync(upload.UploadNo, upload.State, UploadState.Aborted, cancellationToken).ConfigureAwait(false);
        var result = await store.AbortUploadAsync(upload.Bucket, upload.Key, upload.UploadId, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded) return false;
        // An abort may leave parts that were being uploaded meanwhile: gone means that the store no longer knows it.
        var parts = await store.ListPartsAsync(upload.Bucket, upload.Key, upload.UploadId, null, cancellationToken).ConfigureAwait(false);
        return parts.Error?.Code == StoreErrorCode.NoSuchUpload
            && await ledger.MoveAsync(upload.UploadNo, upload.State, UploadState.Aborted, cancellationToken).ConfigureAwait(false);
    }
}
