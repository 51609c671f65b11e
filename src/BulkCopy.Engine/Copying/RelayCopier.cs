using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Uploads;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>
/// Copies one entry through the worker: read whole into a buffer of the worker's relay memory, digested, then written with its MD5.
/// The way proves the copy: both stores' digests are compared with those of the bytes that passed.
/// </summary>
internal sealed class RelayCopier(RunContext context)
{
    private readonly RelayReader reader = new(context);

    public async Task<Outcome> CopyAsync(PendingEntry pending, bool askFirst, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending);
        if (askFirst || pending.OutcomeUnknown)
        {
            if (await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        }
        if (await attempt.AwaitRestoreAsync(pending, cancellationToken).ConfigureAwait(false) is { } restoring) return restoring;
        if (await attempt.FindPresentAsync(cancellationToken).ConfigureAwait(false) is { } present) return present;
        using var buffer = await context.Relays.RentAsync(attempt.Entry.Size, cancellationToken).ConfigureAwait(false);
        var read = await reader.ReadAsync(attempt.Entry, null, buffer, cancellationToken).ConfigureAwait(false);
        if (!read.Succeeded) return await attempt.FromSourceErrorAsync(read.Error, cancellationToken).ConfigureAwait(false);
        var layout = await SourceParts.ReadAsync(context, attempt.Entry, cancellationToken).ConfigureAwait(false);
        var proof = RelayProof.Of(read.Value.Digest, buffer, layout);
        if (proof.Refutes(read.Value.Source)) return attempt.FailedForNow("Mismatch", "What was read differs from what the source's store says of it.");
        return await WriteAsync(attempt, read.Value, buffer, proof, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> WriteAsync(Attempt attempt, RelayedBytes read, RelayStream buffer, RelayProof proof, CancellationToken cancellationToken)
    {
        var carried = await attempt.CarryAsync(read.Source, cancellationToken).ConfigureAwait(false);
        if (!carried.Succeeded) return await attempt.FromSourceErrorAsync(carried.Error, cancellationToken).ConfigureAwait(false);
        if (carried.Value.Refusal is { } refusal) return attempt.FailedForGood(Carriage.NotCarried, refusal);
        var result = await context.CallAsync(context.DestinationGate, token =>
        {
            buffer.Position = 0;
            return context.Destination.PutObjectAsync(Request(attempt, carried.Value, read.Digest, buffer), token);
        }, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            if (Dispositions.Of(result.Error.Code) == Disposition.AskDestination
                && await attempt.TryAdoptAsync(cancellationToken, proof, read.Source.Crc64).ConfigureAwait(false) is { } adopted) return adopted;
            return attempt.FromError(result.Error);
        }
        var written = result.Value;
        var compared = await context.ProveAsync(attempt, proof, written.ETag, written.Crc64, read.Source.Crc64, written.VersionId, cancellationToken).ConfigureAwait(false);
        return attempt.Unproved(compared)
            ?? carried.Value.Note(attempt.Copied(OutcomeResult.Copied, compared.Proof, written.ETag, written.VersionId, written.Crc64));
    }

    private PutObjectRequest Request(Attempt attempt, Carriage carried, RelayDigest digest, RelayStream content) => new()
    {
        Bucket = context.DestinationBucket,
        Key = attempt.DestinationKey,
        Content = content,
        Length = content.Length,
        ContentMd5 = digest.Md5,
        Headers = carried.Headers,
        Tags = carried.Tags,
        StorageClass = context.TargetClass(attempt.Entry),
        Acl = carried.Acl,
        Encryption = carried.Encryption,
        ForbidOverwrite = context.Spec.Copy.ForbidOverwrite && context.GuardHolds,
    };
}
