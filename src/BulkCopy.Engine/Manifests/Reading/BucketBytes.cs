using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A manifest in a bucket, read in ranges that are pinned to its ETag: it cannot change between two of them.</summary>
/// <param name="store">The store.</param>
/// <param name="at">Where it is; the prefix is its key.</param>
/// <param name="etag">ETag that it must have; <c>null</c>: that which it has now.</param>
public sealed class BucketBytes(IObjectStore store, StoreLocation at, string? etag) : ManifestBytes
{
    private RunContext? context;
    private FlowGate? gate;

    /// <summary>The same for a run: requests pass the bucket's gate.</summary>
    internal static BucketBytes Of(RunContext context, ManifestPart part) => new(context.Manifest!.Store, part.At!, part.ETag) { context = context, gate = context.Manifest.Gate };

    private ReadObjectRequest Request => new() { Bucket = at.Bucket, Key = at.Prefix, IfMatch = ETag };

    /// <inheritdoc/>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        ETag = etag;
        var head = await CallAsync(token => store.HeadObjectAsync(Request, token), cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) throw Refused(head.Error);
        // Stores that look at no condition are asked all the same.
        if (etag is not null && !etag.Equals(head.Value.ETag, StringComparison.OrdinalIgnoreCase)) throw Changed();
        (ETag, Length) = (head.Value.ETag, head.Value.Size);
    }

    /// <inheritdoc/>
    public override async Task ReadAsync(long offset, Memory<byte> block, CancellationToken cancellationToken)
    {
        var read = await CallAsync(token => ReadOnceAsync(offset, block, token), cancellationToken).ConfigureAwait(false);
        if (!read.Succeeded) throw Refused(read.Error);
    }

    private async Task<StoreResult<Unit>> ReadOnceAsync(long offset, Memory<byte> block, CancellationToken cancellationToken)
    {
        var opened = await store.GetObjectAsync(Request with { Range = new ByteRange(offset, offset + block.Length - 1) }, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeded) return new(opened.Error);
        using var content = opened.Value;
        if (content.Length != block.Length) return new(Broken($"{block.Length} bytes were asked for, {content.Length} are given"));
        if (!content.Properties.ETag.Equals(ETag, StringComparison.OrdinalIgnoreCase)) throw Changed();
        try
        {
            await content.Content.ReadExactlyAsync(block, cancellationToken).ConfigureAwait(false);
            return new(default(Unit));
        }
        catch (IOException broken)
        {
            return new(Broken(broken.Message));
        }
    }

    private Task<StoreResult<T>> CallAsync<T>(Func<CancellationToken, Task<StoreResult<T>>> call, CancellationToken cancellationToken) =>
        context is null ? call(cancellationToken) : context.CallAsync(gate!, FlowDemand.Listing, call, cancellationToken);

    private Exception Refused(StoreError error) => error.Code is StoreErrorCode.PreconditionFailed ? Changed() : new ObjectStoreException(error);

    private ManifestFormatException Changed() => new($"{at} was written again while it was read: it had ETag {ETag}. Make a new run of what it is now.");

    private StoreError Broken(string message) => new() { Code = StoreErrorCode.InvalidResponse, Operation = "Read manifest", Message = message, Resource = $"{at.Bucket}/{at.Prefix}" };
}
