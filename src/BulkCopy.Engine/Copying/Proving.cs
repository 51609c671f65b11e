using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Proves a copy equal to its source as the job asks: with as few requests as the stores allow, from the answer alone where ETags are content digests;
/// or always by HEAD; or by reading both.</summary>
internal static class Proving
{
    /// <summary>Compares a copy with its source.</summary>
    /// <param name="context">The run.</param>
    /// <param name="attempt">The attempt that made the copy, or found it.</param>
    /// <param name="etag">ETag of the copy as the store told it.</param>
    /// <param name="crc64">CRC-64/XZ of the copy, if told.</param>
    /// <param name="size">Size of the copy, if told.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <param name="sourceCrc64">CRC-64/XZ of the source, if it is known already.</param>
    /// <param name="versionId">Version of the copy, if told.</param>
    public static async Task<Comparison> ProveAsync(
        this RunContext context, Attempt attempt, string? etag, ulong? crc64, long? size, CancellationToken cancellationToken, ulong? sourceCrc64 = null, string? versionId = null)
    {
        if (context.Spec.Verification != VerificationLevel.Response)
            return await new PairVerifier(context).VerifyAsync(attempt.Pair(etag, sourceCrc64, versionId), context.Spec.Verification, cancellationToken).ConfigureAwait(false);
        var from = context.SourceOf(attempt.Entry);
        var sameRule = from.Store.Dialect.MultipartETagFollowsParts && context.Destination.Dialect.MultipartETagFollowsParts;
        if (CopyProof.ByETag(attempt.Entry.ETag, etag, sameRule) is Proof.ETag and var byETag) return new(byETag);

        if (from.Store.Dialect.HasCrc64 && (crc64 is not null || context.Destination.Dialect.HasCrc64))
        {
            var (source, sourceError) = await Crc64Async(context, sourceCrc64, from.Store, fromSource: true, attempt, cancellationToken).ConfigureAwait(false);
            if (sourceError is not null) return Comparison.Failed(sourceError, ofSource: true);
            var (copy, copyError) = await Crc64Async(context, crc64, context.Destination, fromSource: false, attempt, cancellationToken).ConfigureAwait(false);
            if (copyError is not null) return Comparison.Failed(copyError, ofSource: false);
            if (source is not null && copy is not null) return source == copy ? new(Proof.Crc64) : Comparison.Different($"its CRC-64 is {copy}, its source's {source}");
        }

        if (size is null)
        {
            var head = await context.CallAsync(context.DestinationGate, token => context.Destination.HeadObjectAsync(
                context.DestinationRead(attempt.DestinationKey), token), cancellationToken).ConfigureAwait(false);
            if (!head.Succeeded) return Comparison.Failed(head.Error, ofSource: false);
            size = head.Value.Size;
        }
        return size == attempt.Entry.Size ? new(Proof.SizeOnly) : Comparison.Different($"it has {size} bytes, its source {attempt.Entry.Size}");
    }

    /// <summary>Compares a relayed copy with what passed through the worker, and further if the job asks for it.</summary>
    public static async Task<Comparison> ProveAsync(
        this RunContext context, Attempt attempt, RelayProof passed, string? etag, ulong? crc64, ulong? sourceCrc64, string? versionId, CancellationToken cancellationToken,
        bool copyHasMd5 = false)
    {
        var compared = passed.Judge(context, attempt.Entry, sourceCrc64, etag, crc64, copyHasMd5);
        if (compared.Differs || context.Spec.Verification == VerificationLevel.Response) return compared;
        var asked = await context.ProveAsync(attempt, etag, crc64, null, cancellationToken, sourceCrc64, versionId).ConfigureAwait(false);
        return asked is { Proof: Proof.SizeOnly, Error: null, Differs: false } ? compared : asked;
    }

    /// <summary>The outcome of a copy that is not proved; <c>null</c> if it is, or if nothing more than its size could be compared.</summary>
    public static Outcome? Unproved(this Attempt attempt, Comparison compared)
    {
        if (compared.Error is { } error)
        {
            if (compared.OfSource && Dispositions.Of(error.Code) == Disposition.SourceChanged)
                return attempt.Ended(OutcomeResult.SourceChanged, final: true, error.Code.ToString(), $"Copied, but the source changed before the copy could be proved equal: {error}");
            // Copied for certain, only not compared: the next attempt asks the destination instead of copying again.
            return Dispositions.Of(error.Code) == Disposition.FailEntry
                ? attempt.FailedForGood(error.Code.ToString(), $"Copied, but could not be verified: {error}")
                : attempt.FailedForNow(nameof(StoreErrorCode.OutcomeUnknown), $"Copied, but could not be verified: {error}");
        }
        if (!compared.Differs) return null;
        var difference = $"The copy differs from its source{(compared.Difference is null ? "" : $": {compared.Difference}")}.";
        // Tried again, it would be found present and left alone.
        return attempt.Context.Spec.Copy.ForbidOverwrite
            ? attempt.FailedForGood("Mismatch", $"{difference} It was not copied again because overwriting is forbidden.")
            : attempt.FailedForNow("Mismatch", difference);
    }

    /// <summary>A copy and its source, each named by its version where that is known.</summary>
    public static ObjectPair Pair(this Attempt attempt, string? etag, ulong? sourceCrc64, string? versionId)
    {
        var context = attempt.Context;
        return new ObjectPair
        {
            From = context.SourceOf(attempt.Entry),
            Source = context.SourceOf(attempt.Entry).Reading(attempt.Entry),
            Copy = context.DestinationRead(attempt.DestinationKey) with { VersionId = versionId },
            Size = attempt.Entry.Size,
            SourceETag = attempt.Entry.ETag,
            CopyETag = etag,
            SourceCrc64 = sourceCrc64,
            StorageClass = context.TargetClass(attempt.Entry),
            Metadata = metadata => context.Tiering is null ? context.Spec.Copy.Metadata.Apply(new ObjectHeaders { Metadata = metadata }).Metadata : metadata,
            SourceIsOverwritten = context.CopiesOntoItself,
        };
    }

    private static async Task<(ulong? Crc64, StoreError? Error)> Crc64Async(
        RunContext context, ulong? known, IObjectStore store, bool fromSource, Attempt attempt, CancellationToken cancellationToken)
    {
        if (known is not null || !store.Dialect.HasCrc64 || (fromSource && context.CopiesOntoItself)) return (known, null);
        var request = fromSource ? context.SourceOf(attempt.Entry).Reading(attempt.Entry) : context.DestinationRead(attempt.DestinationKey);
        var head = await context.CallAsync(fromSource ? context.SourceOf(attempt.Entry).Gate : context.DestinationGate,
            token => store.HeadObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        return head.Succeeded ? (head.Value.Crc64, null) : (null, head.Error);
    }
}
