using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>One server-side copy of one entry, pinned to what was listed, verified, with every way it can end.</summary>
internal sealed class ObjectCopier(RunContext context)
{
    public async Task<Outcome> CopyAsync(PendingEntry pending, bool askFirst, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending);
        if (askFirst || pending.OutcomeUnknown)
        {
            if (await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        }
        if (await attempt.AwaitRestoreAsync(pending, cancellationToken).ConfigureAwait(false) is { } restoring) return restoring;
        if (context.Spec.Copy.ForbidOverwrite && !context.GuardHolds)
        {
            if (await IsPresentAsync(attempt, cancellationToken).ConfigureAwait(false) is { } present) return present;
        }

        var request = Request(attempt);
        var result = await context.CallAsync(context.DestinationGate, new FlowDemand(attempt.Entry.Size), token => context.Destination.CopyObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        return result.Succeeded
            ? await VerifyAsync(attempt, result.Value, cancellationToken).ConfigureAwait(false)
            : await FromErrorAsync(attempt, result.Error, cancellationToken).ConfigureAwait(false);
    }

    private CopyObjectRequest Request(Attempt attempt) => new()
    {
        Source = context.SourceOf(attempt.Entry).Copying(attempt.Entry),
        Bucket = context.DestinationBucket,
        Key = attempt.DestinationKey,
        Conditions = attempt.Entry.ETag is { } etag ? new CopyConditions { IfMatch = etag } : null,
        StorageClass = context.Spec.Copy.StorageClass,
        ForbidOverwrite = context.Spec.Copy.ForbidOverwrite && context.GuardHolds,
    };

    private async Task<Outcome> VerifyAsync(Attempt attempt, CopyResult copy, CancellationToken cancellationToken)
    {
        var compared = await context.ProveAsync(attempt, copy.ETag, copy.Crc64, null, cancellationToken, versionId: copy.VersionId).ConfigureAwait(false);
        return attempt.Unproved(compared) ?? attempt.Copied(OutcomeResult.Copied, compared.Proof, copy.ETag, copy.VersionId, copy.Crc64);
    }

    private async Task<Outcome> FromErrorAsync(Attempt attempt, StoreError error, CancellationToken cancellationToken)
    {
        if (Dispositions.Of(error.Code) == Disposition.AskDestination
            && await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        // S3 answers the same 412 to the source's and to the destination's condition.
        if (error.Code == StoreErrorCode.PreconditionFailed && context.Spec.Copy.ForbidOverwrite
            && await IsPresentAsync(attempt, cancellationToken).ConfigureAwait(false) is { } present) return present;
        return error.Code == StoreErrorCode.ArchivedObject && context.Restore is not null ? attempt.Restoring(error.ToString()) : attempt.FromError(error);
    }

    /// <summary>An outcome if the destination exists, or if it cannot be asked.</summary>
    private async Task<Outcome?> IsPresentAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var head = await context.CallAsync(context.DestinationGate, token => context.Destination.HeadObjectAsync(
            new ReadObjectRequest { Bucket = context.DestinationBucket, Key = attempt.DestinationKey }, token), cancellationToken).ConfigureAwait(false);
        if (head.Succeeded) return attempt.Ended(OutcomeResult.AlreadyPresent, final: true, null, null);
        return head.Error.Code is StoreErrorCode.NoSuchKey ? null : attempt.FromError(head.Error);
    }
}
