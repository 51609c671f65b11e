using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>
/// Moves one object into another storage class by copying it onto itself: pinned to what was listed, with its own headers, metadata, tags, ACL and
/// encryption, which a copy onto itself would otherwise lose or refuse.
/// </summary>
internal sealed class TransitionCopier(RunContext context)
{
    public async Task<Outcome> CopyAsync(PendingEntry pending, bool askFirst, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending);
        if (attempt.Refused() is { } refused) return refused;
        if ((askFirst || pending.OutcomeUnknown) && await AdoptAsync(attempt, cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        if (pending.Attempts == 0 && context.Tiering!.Judge(attempt.Entry).Restores) return attempt.Restoring($"The source is in class {attempt.Entry.StorageClass}.");

        var head = await context.HeadSourceAsync(attempt.Entry, cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) return attempt.FromError(head.Error);
        if (attempt.Impossible(head.Value) is { } impossible) return impossible;
        var acl = await context.ReadSourceAclAsync(attempt.Entry, cancellationToken).ConfigureAwait(false);
        return acl.Succeeded
            ? await CopyAsync(attempt, head.Value, acl.Value, cancellationToken).ConfigureAwait(false)
            : attempt.FromError(acl.Error);
    }

    private async Task<Outcome> CopyAsync(Attempt attempt, ObjectProperties source, AccessControl? acl, CancellationToken cancellationToken)
    {
        var version = attempt.Entry.VersionId ?? source.VersionId;
        var request = new CopyObjectRequest
        {
            // No version is named: a copy of one that is current no longer would cover what was written since, and the ETag would still be its own.
            Source = context.SourceOf(attempt.Entry).Copying(attempt.Entry),
            Bucket = context.DestinationBucket,
            Key = attempt.DestinationKey,
            Conditions = new CopyConditions { IfMatch = source.ETag },
            ReplaceHeaders = source.Headers,
            StorageClass = context.TargetClass(attempt.Entry),
            Acl = acl,
            Encryption = source.Encryption,
        };
        var copied = await context.CallAsync(context.DestinationGate, new FlowDemand(attempt.Entry.Size), token => context.Destination.CopyObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        if (copied.Succeeded) return await VerifyAsync(attempt, source, copied.Value, copied.Value.SourceVersionId ?? version, cancellationToken).ConfigureAwait(false);
        if (Dispositions.Of(copied.Error.Code) == Disposition.AskDestination && await AdoptAsync(attempt, cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        return copied.Error.Code == StoreErrorCode.ArchivedObject && context.Restore is not null
            ? attempt.Restoring("The store says that the source is archived.")
            : attempt.FromError(copied.Error);
    }

    private async Task<Outcome> VerifyAsync(Attempt attempt, ObjectProperties source, CopyResult copy, string? version, CancellationToken cancellationToken)
    {
        var compared = await context.ProveAsync(attempt, copy.ETag, copy.Crc64, null, cancellationToken, source.Crc64, copy.VersionId).ConfigureAwait(false);
        if (compared.Error is { } error) return attempt.FailedForNow(nameof(StoreErrorCode.OutcomeUnknown), $"Moved, but could not be verified: {error}");
        if (compared.Differs) return attempt.FailedForGood("Mismatch", "The object differs from what it was before it was moved.");
        var moved = attempt.Copied(OutcomeResult.Copied, compared.Proof, copy.ETag, copy.VersionId, copy.Crc64);
        return await attempt.SettleSupersededAsync(moved, version, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Outcome?> AdoptAsync(Attempt attempt, CancellationToken cancellationToken) =>
        await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted
            ? await attempt.SettleSupersededAsync(adopted, null, cancellationToken).ConfigureAwait(false)
            : null;
}
