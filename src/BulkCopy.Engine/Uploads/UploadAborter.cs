using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>Aborts one upload until the store confirms that it is gone, and writes that down. What fails is put off.</summary>
internal sealed class UploadAborter(IUploadLedger ledger)
{
    /// <summary>Aborts an upload by its id. <c>false</c>: put off.</summary>
    public async Task<bool> AbortAsync(IObjectStore store, UploadRecord upload, CancellationToken cancellationToken)
    {
        if (upload.UploadId is not { } id) return await SettleForgottenAsync(store, upload, cancellationToken).ConfigureAwait(false);
        if (await TryAsync(store, upload, id, cancellationToken).ConfigureAwait(false) is { } why) return await PutOffAsync(upload, why, cancellationToken).ConfigureAwait(false);
        return await ledger.MoveAsync(upload.UploadNo, upload.State, UploadState.Aborted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Settles an intention whose id nobody wrote down: aborts what is provably ours, and notes what is not. <c>false</c>: put off.</summary>
    private async Task<bool> SettleForgottenAsync(IObjectStore store, UploadRecord intended, CancellationToken cancellationToken)
    {
        var found = await ForgottenUploads.FindAsync(store, ledger, intended, cancellationToken).ConfigureAwait(false);
        if (found.Error is { } error) return await PutOffAsync(intended, error.ToString(), cancellationToken).ConfigureAwait(false);
        foreach (var id in found.Ours)
            if (await TryAsync(store, intended, id, cancellationToken).ConfigureAwait(false) is { } why) return await PutOffAsync(intended, why, cancellationToken).ConfigureAwait(false);
        if (found.Unproven is { } doubt) await PutOffAsync(intended, $"Nothing was touched: {doubt}.", cancellationToken).ConfigureAwait(false);
        return await ledger.MoveAsync(intended.UploadNo, UploadState.Intended, UploadState.Aborted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why the upload is not known to be gone; <c>null</c> if it is.</summary>
    private static async Task<string?> TryAsync(IObjectStore store, UploadRecord upload, string id, CancellationToken cancellationToken)
    {
        var aborted = await store.AbortUploadAsync(upload.Bucket, upload.Key, id, cancellationToken).ConfigureAwait(false);
        if (!aborted.Succeeded && aborted.Error.Code != StoreErrorCode.NoSuchBucket) return aborted.Error.ToString();
        // An abort may leave parts that were being uploaded meanwhile: gone means that the store no longer knows it.
        var (isGone, error) = await OpenUploads.IsGoneAsync(store, upload.Bucket, upload.Key, id, cancellationToken).ConfigureAwait(false);
        return isGone ? null : error?.ToString() ?? "The store still has parts of it.";
    }

    private async Task<bool> PutOffAsync(UploadRecord upload, string why, CancellationToken cancellationToken)
    {
        await ledger.PostponeAbortAsync(upload.UploadNo, why, cancellationToken).ConfigureAwait(false);
        return false;
    }
}
