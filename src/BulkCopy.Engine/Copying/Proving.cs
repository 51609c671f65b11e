using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>What comparing a copy with its source gave.</summary>
/// <param name="Proof">What proves them equal.</param>
/// <param name="Differs">They are proved to be different.</param>
/// <param name="Error">The comparison could not be made.</param>
internal readonly record struct Comparison(Proof Proof, bool Differs = false, StoreError? Error = null);

/// <summary>Proves a copy equal to its source with as few requests as the stores allow: from the answer alone where ETags are content digests.</summary>
internal static class Proving
{
    public static async Task<Comparison> ProveAsync(
        this RunContext context, Attempt attempt, string? etag, ulong? crc64, long? size, CancellationToken cancellationToken, ulong? sourceCrc64 = null)
    {
        var sameRule = context.Source.Dialect.MultipartETagFollowsParts && context.Destination.Dialect.MultipartETagFollowsParts;
        if (CopyProof.ByETag(attempt.Entry.ETag, etag, sameRule) is Proof.ETag and var byETag) return new(byETag);

        if (context.Source.Dialect.HasCrc64 && (crc64 is not null || context.Destination.Dialect.HasCrc64))
        {
            var (source, sourceError) = await Crc64Async(context, sourceCrc64, context.Source, fromSource: true, attempt, cancellationToken).ConfigureAwait(false);
            if (sourceError is not null) return new(Proof.None, Error: sourceError);
            var (copy, copyError) = await Crc64Async(context, crc64, context.Destination, fromSource: false, attempt, cancellationToken).ConfigureAwait(false);
            if (copyError is not null) return new(Proof.None, Error: copyError);
            if (source is not null && copy is not null) return source == copy ? new(Proof.Crc64) : new(Proof.None, Differs: true);
        }

        if (size is null)
        {
            var head = await context.CallAsync(context.DestinationGate, token => context.Destination.HeadObjectAsync(
                new ReadObjectRequest { Bucket = context.DestinationBucket, Key = attempt.DestinationKey }, token), cancellationToken).ConfigureAwait(false);
            if (!head.Succeeded) return new(Proof.None, Error: head.Error);
            size = head.Value.Size;
        }
        return size == attempt.Entry.Size ? new(Proof.SizeOnly) : new(Proof.None, Differs: true);
    }

    private static async Task<(ulong? Crc64, StoreError? Error)> Crc64Async(
        RunContext context, ulong? known, IObjectStore store, bool fromSource, Attempt attempt, CancellationToken cancellationToken)
    {
        if (known is not null || !store.Dialect.HasCrc64 || (fromSource && context.CopiesOntoItself)) return (known, null);
        var request = fromSource
            ? new ReadObjectRequest { Bucket = context.SourceBucket, Key = attempt.Entry.Key, VersionId = attempt.Entry.VersionId, IfMatch = attempt.Entry.ETag }
            : new ReadObjectRequest { Bucket = context.DestinationBucket, Key = attempt.DestinationKey };
        var head = await context.CallAsync(fromSource ? context.SourceGate : context.DestinationGate,
            token => store.HeadObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        return head.Succeeded ? (head.Value.Crc64, null) : (null, head.Error);
    }
}
