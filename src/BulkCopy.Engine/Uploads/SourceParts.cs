using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Uploads;

/// <summary>The parts that a multipart source was made of: with the same parts its ETag can be made again.</summary>
internal static class SourceParts
{
    /// <summary>The layout; <c>null</c> if the source has no parts, its ETag does not follow them, they are not uniform, or the store does not tell.</summary>
    public static async Task<PartLayout?> ReadAsync(RunContext context, ManifestEntry entry, CancellationToken cancellationToken)
    {
        if (!context.SourceOf(entry).Store.Dialect.MultipartETagFollowsParts || !CopyProof.IsMultipart(entry.ETag)) return null;
        var part = await context.CallAsync(context.SourceOf(entry).Gate,
            token => context.SourceOf(entry).Store.HeadObjectAsync(context.SourceOf(entry).Reading(entry) with { PartNumber = 1 }, token), cancellationToken).ConfigureAwait(false);
        // A store that does not know part numbers only costs us the equal ETag.
        return part.Succeeded && part.Value is { PartCount: { } count, Range: { } first }
            ? PartLayout.Replaying(entry.Size, first.Length, count, context.Destination.Dialect.Limits)
            : null;
    }
}
