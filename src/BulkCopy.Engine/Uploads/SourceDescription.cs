using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>What a multipart copy must carry over itself: headers, metadata, tags, and the source's own part layout.</summary>
internal sealed record SourceDescription(ObjectProperties Properties, IReadOnlyList<KeyValuePair<string, string>> Tags, PartLayout? SourceLayout)
{
    public static async Task<StoreResult<SourceDescription>> ReadAsync(RunContext context, ManifestEntry entry, CancellationToken cancellationToken)
    {
        var source = context.SourceOf(entry);
        var request = source.Reading(entry);
        var head = await context.CallAsync(source.Gate, token => source.Store.HeadObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) return new(head.Error);

        IReadOnlyList<KeyValuePair<string, string>> tags = [];
        if (source.Store.Dialect.HasTags && head.Value.TagCount != 0)
        {
            var read = await context.CallAsync(source.Gate,
                token => source.Store.GetTagsAsync(source.Bucket, entry.Key, entry.VersionId, token), cancellationToken).ConfigureAwait(false);
            if (!read.Succeeded) return new(read.Error);
            tags = read.Value;
        }

        PartLayout? layout = null;
        if (source.Store.Dialect.MultipartETagFollowsParts && CopyProof.IsMultipart(entry.ETag))
        {
            var part = await context.CallAsync(source.Gate, token => source.Store.HeadObjectAsync(request with { PartNumber = 1 }, token), cancellationToken).ConfigureAwait(false);
            // A store that does not know part numbers only costs us the equal ETag.
            if (part.Succeeded && part.Value is { PartCount: { } count, Range: { } first })
                layout = PartLayout.Replaying(entry.Size, first.Length, count, context.Destination.Dialect.Limits);
        }
        return new(new SourceDescription(head.Value, tags, layout));
    }

    public PartLayout? ReplayedLayout(RunContext context) => context.Destination.Dialect.MultipartETagFollowsParts ? SourceLayout : null;
}
