using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>Asks a store which uploads of one key are open.</summary>
internal static class OpenUploads
{
    /// <summary>Open uploads of exactly this key, whoever began them.</summary>
    public static async Task<StoreResult<IReadOnlyList<ListedUpload>>> ListAsync(IObjectStore store, string bucket, string key, CancellationToken cancellationToken)
    {
        var found = new List<ListedUpload>();
        string? keyMarker = null, idMarker = null;
        do
        {
            var page = await store.ListUploadsAsync(bucket, key, keyMarker, idMarker, cancellationToken).ConfigureAwait(false);
            if (!page.Succeeded) return new(page.Error);
            found.AddRange(page.Value.Uploads.Where(upload => upload.Key == key));
            (keyMarker, idMarker) = (page.Value.NextKeyMarker, page.Value.NextUploadIdMarker);
            // The prefix is the key: what comes behind it belongs to longer keys.
        }
        while (keyMarker == key);
        return new(found);
    }

    /// <summary>Whether an upload is gone, by ListParts, or by the listing of uploads where that cannot be asked; or why that is not known.</summary>
    public static async Task<(bool IsGone, StoreError? Error)> IsGoneAsync(IObjectStore store, string bucket, string key, string uploadId, CancellationToken cancellationToken)
    {
        var parts = await store.ListPartsAsync(bucket, key, uploadId, null, cancellationToken).ConfigureAwait(false);
        if (parts.Succeeded) return (false, null);
        switch (parts.Error.Code)
        {
            case StoreErrorCode.NoSuchUpload or StoreErrorCode.NoSuchBucket:
                return (true, null);
            case StoreErrorCode.AccessDenied or StoreErrorCode.NotSupported:
                var listed = await ListAsync(store, bucket, key, cancellationToken).ConfigureAwait(false);
                return listed.Succeeded ? (!listed.Value.Any(upload => upload.UploadId == uploadId), null) : (false, listed.Error);
            default:
                return (false, parts.Error);
        }
    }
}
