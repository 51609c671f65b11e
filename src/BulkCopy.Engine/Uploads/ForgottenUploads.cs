using System.Globalization;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>
/// Looks for the upload that a dead worker may have begun and could not write down. An upload is taken to be ours only if nothing speaks against it: it is for exactly the
/// intended key; it began when the intention was fresh; the ledger does not know it, in any run; it has no parts, since none is sent before the id is written down;
/// nobody else's intention of that key is open; and there are no more of them than intentions of the entry. Everything else is never touched.
/// </summary>
internal static class ForgottenUploads
{
    /// <summary>How far the store's clock may be behind the database's.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>A request to begin an upload is given up by then.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(15);

    /// <summary>Looks, and changes nothing.</summary>
    public static async Task<ForgottenSearch> FindAsync(IObjectStore store, IUploadLedger ledger, UploadRecord intended, CancellationToken cancellationToken)
    {
        var listed = await OpenUploads.ListAsync(store, intended.Bucket, intended.Key, cancellationToken).ConfigureAwait(false);
        if (!listed.Succeeded)
            return listed.Error.Code is StoreErrorCode.NotSupported or StoreErrorCode.NoSuchBucket ? ForgottenSearch.Nothing : new([], Error: listed.Error);
        var known = await ledger.ListByKeyAsync(intended.Bucket, intended.Key, cancellationToken).ConfigureAwait(false);
        var fresh = listed.Value.Where(upload => IsFresh(upload, intended) && !known.Any(other => other.UploadId == upload.UploadId)).ToList();
        if (fresh.Count == 0) return ForgottenSearch.Nothing;
        if (Doubt(fresh, intended, [.. known.Where(other => other.State == UploadState.Intended)]) is { } doubt) return new([], Unproven: doubt);
        foreach (var upload in fresh)
        {
            var parts = await store.ListPartsAsync(intended.Bucket, intended.Key, upload.UploadId, null, cancellationToken).ConfigureAwait(false);
            if (!parts.Succeeded && parts.Error.Code != StoreErrorCode.NoSuchUpload) return new([], Error: parts.Error);
            if (parts.Succeeded && parts.Value.Parts.Count > 0) return new([], Unproven: $"upload {upload.UploadId} has parts, and ours has none");
        }
        return new([.. fresh.Select(upload => upload.UploadId)]);
    }

    private static bool IsFresh(ListedUpload upload, UploadRecord intended) =>
        upload.Initiated is { } initiated && initiated >= intended.IntendedAt - ClockTolerance && initiated <= intended.IntendedAt + LongestRequest;

    private static string? Doubt(List<ListedUpload> fresh, UploadRecord intended, List<UploadRecord> intentions)
    {
        var own = intentions.Count(other => (other.Run, other.Entry) == (intended.Run, intended.Entry));
        if (own < intentions.Count) return $"upload {fresh[0].UploadId} may be that of another run";
        return fresh.Count <= own ? null : string.Create(CultureInfo.InvariantCulture,
            $"{fresh.Count} uploads of this key began at that time ({string.Join(", ", fresh.Select(upload => upload.UploadId))}), and which of them is ours cannot be told");
    }
}

/// <summary>What a look for a forgotten upload gave.</summary>
/// <param name="Ours">Uploads that are provably ours.</param>
/// <param name="Unproven">There are uploads that may be ours or not: why that cannot be told.</param>
/// <param name="Error">The store could not be asked.</param>
internal readonly record struct ForgottenSearch(IReadOnlyList<string> Ours, string? Unproven = null, StoreError? Error = null)
{
    public static ForgottenSearch Nothing => new([]);
}
