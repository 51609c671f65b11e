using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Uploads;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Copies one entry through the worker: read from the source and written to the destination as it comes, with nothing kept in memory but the stream's buffer.</summary>
internal sealed class RelayCopier(RunContext context)
{
    public async Task<Outcome> CopyAsync(PendingEntry pending, bool askFirst, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending);
        if (askFirst || pending.OutcomeUnknown)
        {
            if (await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        }
        if (await attempt.AwaitRestoreAsync(pending, cancellationToken).ConfigureAwait(false) is { } restoring) return restoring;
        var result = await context.CallAsync(context.DestinationGate, token => RelayAsync(attempt, token), cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            if (Dispositions.Of(result.Error.Code) == Disposition.AskDestination
                && await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
            return attempt.FromError(result.Error);
        }
        var written = result.Value;
        var compared = await context.ProveAsync(attempt, written.ETag, written.Crc64, null, cancellationToken, versionId: written.VersionId).ConfigureAwait(false);
        return attempt.Unproved(compared) ?? attempt.Copied(OutcomeResult.Copied, compared.Proof, written.ETag, written.VersionId, written.Crc64);
    }

    private async Task<StoreResult<WriteResult>> RelayAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var entry = attempt.Entry;
        var from = context.SourceOf(entry);
        var opened = await from.Store.GetObjectAsync(from.Reading(entry), cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeded) return new(opened.Error);
        using var source = opened.Value;
        IReadOnlyList<KeyValuePair<string, string>> tags = [];
        if (from.Store.Dialect.HasTags && context.Destination.Dialect.HasTags && source.Properties.TagCount is not (null or 0))
        {
            var read = await from.Store.GetTagsAsync(from.Bucket, entry.Key, entry.VersionId, cancellationToken).ConfigureAwait(false);
            if (!read.Succeeded) return new(read.Error);
            tags = read.Value;
        }
        return await context.Destination.PutObjectAsync(new PutObjectRequest
        {
            Bucket = context.DestinationBucket,
            Key = attempt.DestinationKey,
            Content = source.Content,
            Length = source.Length,
            Headers = source.Properties.Headers,
            Tags = tags,
            StorageClass = context.Spec.Copy.StorageClass,
            ForbidOverwrite = context.Spec.Copy.ForbidOverwrite,
        }, cancellationToken).ConfigureAwait(false);
    }
}
