using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Relaying;

/// <summary>Bytes of a source that are held in a buffer, and what the answer's headers told of the object.</summary>
internal readonly record struct RelayedBytes(ObjectProperties Source, RelayDigest Digest);

/// <summary>Reads sources, pinned to what was listed. A store that does not look at <c>If-Match</c> is caught by the ETag in its answer.</summary>
internal sealed class RelayReader(RunContext context)
{
    /// <summary>Reads an object, or a range of it, into a buffer; broken reads are repeated from the beginning.</summary>
    public Task<StoreResult<RelayedBytes>> ReadAsync(ManifestEntry entry, ByteRange? range, RelayStream buffer, CancellationToken cancellationToken) =>
        context.CallAsync(context.SourceOf(entry).Gate, token => FillAsync(entry, range, buffer, token), cancellationToken);

    /// <summary>Opens an object, or a range of it, without holding it.</summary>
    public async Task<StoreResult<OpenObject>> OpenAsync(ManifestEntry entry, ByteRange? range, CancellationToken cancellationToken)
    {
        var opened = await context.SourceOf(entry).Store.GetObjectAsync(context.SourceOf(entry).Reading(entry) with { Range = range }, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeded) return opened;
        var (found, expected) = (opened.Value.Properties, range?.Length ?? entry.Size);
        if (IsListed(entry, found) && opened.Value.Length == expected) return opened;
        opened.Value.Dispose();
        return new(new StoreError
        {
            Code = StoreErrorCode.PreconditionFailed,
            Operation = "GetObject",
            Message = $"the source was listed with ETag {entry.ETag} and {entry.Size} bytes; the store gave ETag {found.ETag} and {found.Size} bytes",
            Resource = $"{context.SourceOf(entry).Bucket}/{entry.Key}",
        });
    }

    private async Task<StoreResult<RelayedBytes>> FillAsync(ManifestEntry entry, ByteRange? range, RelayStream buffer, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(entry, range, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeded) return new(opened.Error);
        using var source = opened.Value;
        try
        {
            return new(new RelayedBytes(source.Properties, await buffer.FillAsync(Measured(entry, source.Content), source.Length, cancellationToken).ConfigureAwait(false)));
        }
        catch (IOException broken)
        {
            return new(new StoreError
            {
                Code = StoreErrorCode.ConnectionFailed,
                Operation = "GetObject",
                Message = $"reading broke off: {broken.Message}",
                Resource = $"{context.SourceOf(entry).Bucket}/{entry.Key}",
            });
        }
    }

    /// <summary>The content, no faster than both buckets' limits let it pass.</summary>
    public Stream Measured(ManifestEntry entry, Stream content) => new ThrottledStream(content, [context.SourceOf(entry).Gate, context.DestinationGate]);

    private static bool IsListed(ManifestEntry entry, ObjectProperties found) =>
        found.Size == entry.Size && (entry.ETag is null || string.Equals(entry.ETag, found.ETag, StringComparison.OrdinalIgnoreCase));
}
