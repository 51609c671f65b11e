using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>
/// Objects that a manifest names and that could not be asked about when it was read: they have failed, with no ETag, and perhaps without their size.
/// Tried again they are asked for first, planned as they are now, and pinned to that.
/// </summary>
internal static class UnseenSources
{
    /// <summary>Whether nothing is known that a copy could be pinned to.</summary>
    public static bool IsUnseen(this PendingEntry pending) =>
        pending is { Attempts: > 0, Entry: { ETag: null, Way: not (CopyWay.Delete or CopyWay.DeleteMarker) } };

    /// <summary>Asks for the object, and writes down how it is.</summary>
    /// <returns>The entry as it is to be copied, or what has become of it.</returns>
    public static async Task<(PendingEntry Seen, Outcome? Outcome)> SeeAsync(this RunContext context, PendingEntry pending, CancellationToken cancellationToken)
    {
        var (attempt, entry, source) = (new Attempt(context, pending), pending.Entry, context.SourceOf(pending.Entry));
        var head = await context.CallAsync(source.Gate, token => source.Store.HeadObjectAsync(source.Reading(entry), token), cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded)
            return (pending, Dispositions.Of(head.Error.Code) == Disposition.SourceChanged ? attempt.FailedForGood(head.Error.Code.ToString(), head.Error.ToString()) : attempt.FromError(head.Error));
        var now = head.Value;
        var seen = entry with { Size = now.Size, ETag = now.ETag, LastModified = now.LastModified, StorageClass = now.StorageClass, Way = source.Ways.Choose(now.Size) };
        var exclusion = await ExcludeAsync(context, source, seen, cancellationToken).ConfigureAwait(false);
        if (!exclusion.Succeeded) return (pending, attempt.FromError(exclusion.Error));
        if (exclusion.Value is { } left) return (pending, attempt.Ended(OutcomeResult.Skipped, final: true, "LeftOut", $"It is {left.Sentence}."));
        var key = context.Spec.DestinationKey(seen);
        if (DestinationKeys.Problem(key, context.Destination.Dialect) is { } problem) return (pending, attempt.FailedForGood("KeyNotPossible", problem));
        if (await context.Ledger.Revisions.SeeAsync(context.Run.Id, seen, new DestinationKey(seen.Id, key), cancellationToken).ConfigureAwait(false) is not { } holder)
            return (pending with { Entry = seen }, null);
        var refusal = DuplicateDestinations.Refusal(seen, holder, context.SourceOf(holder).Location, key);
        return (pending, attempt.Ended(refusal.Result, final: true, refusal.Code, refusal.Message));
    }

    private static async Task<StoreResult<Exclusion?>> ExcludeAsync(RunContext context, RunSource source, ManifestEntry seen, CancellationToken cancellationToken)
    {
        var listed = new ListedObject { Key = seen.Key, VersionId = seen.VersionId, Size = seen.Size, ETag = seen.ETag, LastModified = seen.LastModified, StorageClass = seen.StorageClass };
        return new Selector(context.Spec.Selection, context.Run.CreatedAt, source.Store.Dialect.DefaultStorageClass).Exclude(listed) is { } byFacts ? new(byFacts)
            : await new PropertySelector(context).ExcludeAsync(source, listed, cancellationToken).ConfigureAwait(false);
    }
}
