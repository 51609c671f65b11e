using BulkCopy.Engine.Copying;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>
/// Finds and aborts uploads that a dead worker began but could not write down. An upload is taken to be ours if it is for exactly the intended key,
/// began no earlier than the intention, and is not another one of the ledger. Other uploads are never touched.
/// </summary>
internal static class ForgottenUploads
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    public static async Task<bool> AbortAsync(RunContext context, UploadRecord intended, IReadOnlyList<UploadRecord> known, CancellationToken cancellationToken)
    {
        var listed = await context.CallAsync(context.DestinationGate,
            token => context.Destination.ListUploadsAsync(intended.Bucket, intended.Key, null, null, token), cancellationToken).ConfigureAwait(false);
        if (!listed.Succeeded) return listed.Error.Code == StoreErrorCode.NotSupported;
        foreach (var upload in listed.Value.Uploads)
        {
            if (upload.Key != intended.Key || upload.Initiated < intended.IntendedAt - ClockTolerance) continue;
            if (known.Any(other => other.UploadId == upload.UploadId)) continue;
            var aborted = await context.CallAsync(context.DestinationGate,
                token => context.Destination.AbortUploadAsync(intended.Bucket, intended.Key, upload.UploadId, token), cancellationToken).ConfigureAwait(false);
            if (!aborted.Succeeded) return false;
        }
        await context.Ledger.Uploads.MoveAsync(intended.UploadNo, UploadState.Intended, UploadState.Aborted, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
