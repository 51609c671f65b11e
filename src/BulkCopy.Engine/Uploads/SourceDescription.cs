using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Relaying;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>What has to be known of a source before it is copied in parts.</summary>
internal sealed record SourceDescription(ObjectProperties Properties, PartLayout? SourceLayout)
{
    public static async Task<StoreResult<SourceDescription>> ReadAsync(RunContext context, ManifestEntry entry, CancellationToken cancellationToken)
    {
        var head = await context.HeadSourceAsync(entry, cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) return new(head.Error);
        return new(new SourceDescription(head.Value, await SourceParts.ReadAsync(context, entry, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>The source's own layout where it makes the copy's ETag, or the proof of a relay; otherwise one of the size that the job prefers.</summary>
    public PartLayout? LayoutFor(RunContext context, ManifestEntry entry)
    {
        var isRelay = entry.Way == CopyWay.RelayParts;
        if (SourceLayout is { } replayed && (isRelay || context.Destination.Dialect.MultipartETagFollowsParts)) return replayed;
        var options = context.Spec.Copy;
        var preferred = isRelay ? Math.Min(options.RelayPartSizeBytes, RelayPart.LargestHeldBytes) : options.PartSizeBytes;
        return PartLayout.For(entry.Size, preferred, context.Destination.Dialect.Limits);
    }
}
