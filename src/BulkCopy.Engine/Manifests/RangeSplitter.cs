using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>
/// Gives an idle lister something to do: divides the range that seems longest, by asking the store where its keys are. A probe is a list request of one key.
/// The first depth at which anything lies behind the cursor is found by bisection over the depths, so long common prefixes cost few probes.
/// </summary>
internal sealed class RangeSplitter(RunContext context)
{
    /// <summary>Shorter ranges end before a split pays.</summary>
    private const int LeastPages = 4;

    /// <summary>Whether a new range came into being.</summary>
    public async Task<bool> TrySplitAsync(CancellationToken cancellationToken)
    {
        if (await context.Ledger.Manifests.FindRangeToSplitAsync(context.Run.Id, LeastPages, cancellationToken).ConfigureAwait(false) is not { CursorKey: { } cursor } range) return false;
        return await FindSplitAsync(new SplitPoints(cursor), edge => FirstAfterAsync(range, edge, cancellationToken)).ConfigureAwait(false) is { } split
            && await context.Ledger.Manifests.SplitRangeAsync(range, split, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A string with keys of the range on both sides of it, or at least behind it; <c>null</c> if none was found.</summary>
    /// <param name="points">Where to look.</param>
    /// <param name="firstAfter">The first key of the range behind a string; <c>null</c> if there is none.</param>
    internal static async Task<string?> FindSplitAsync(SplitPoints points, Func<string, Task<string?>> firstAfter)
    {
        var (low, high) = (0, points.Depths - 1);
        string? next = null;
        var depth = -1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (await firstAfter(points.Edge(middle)).ConfigureAwait(false) is { } behind) (next, depth, high) = (behind, middle, middle - 1);
            else low = middle + 1;
        }
        if (next is null) return null;
        return points.Halfway(depth, next) is { } half && await firstAfter(half).ConfigureAwait(false) is not null ? half : points.Edge(depth);
    }

    private async Task<string?> FirstAfterAsync(ListingRange range, string after, CancellationToken cancellationToken)
    {
        if (range.EndThrough is { } end && KeyOrder.Compare(after, end) >= 0) return null;
        var source = context.Sources[range.Source];
        var listed = await context.CallAsync(source.Gate, FlowDemand.Listing, token => context.Spec.Versions == VersionScope.Current
            ? source.Store.ListObjectsAsync(new ListObjectsRequest { Bucket = source.Bucket, Prefix = range.Prefix, StartAfter = after, MaxKeys = 1 }, token)
            : source.Store.ListVersionsAsync(new ListVersionsRequest { Bucket = source.Bucket, Prefix = range.Prefix, KeyMarker = after, MaxKeys = 1 }, token), cancellationToken).ConfigureAwait(false);
        if (!listed.Succeeded || listed.Value.Objects.Count == 0) return null;
        var key = listed.Value.Objects[0].Key;
        return range.EndThrough is { } through && KeyOrder.Compare(key, through) > 0 ? null : key;
    }
}
