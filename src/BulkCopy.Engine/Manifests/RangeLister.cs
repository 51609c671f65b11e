using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Lists the objects of ranges.</summary>
internal sealed class RangeLister(RunContext context, PagePlanner pages) : PagedLister(context)
{
    protected override Task<StoreResult<ObjectPage>> FetchAsync(ListingRange range, string? key, string? version, CancellationToken cancellationToken)
    {
        var source = Context.Sources[range.Source];
        return Context.CallAsync(source.Gate, FlowDemand.Listing, token => source.Store.ListObjectsAsync(
            new ListObjectsRequest { Bucket = source.Bucket, Prefix = range.Prefix, StartAfter = key, MaxKeys = source.Store.Dialect.Limits.ListPageKeys }, token), cancellationToken);
    }

    protected override async Task<(ManifestPage Page, ListingRange Behind)> PlanAsync(ListingRange range, ObjectPage page, CancellationToken asking)
    {
        var (listed, isLast) = Trim(range, page);
        var planned = await pages.PlanAsync(range.Source, listed, asking).ConfigureAwait(false);
        return (planned with { LastKey = listed.Count > 0 ? listed[^1].Key : null, IsLast = isLast }, range with { CursorKey = page.NextKeyMarker, Pages = range.Pages + 1 });
    }

    private static (IReadOnlyList<ListedObject> Objects, bool IsLast) Trim(ListingRange range, ObjectPage page)
    {
        var objects = page.Objects;
        if (range.EndThrough is not { } end) return (objects, page.NextKeyMarker is null);
        var kept = objects.Count;
        while (kept > 0 && KeyOrder.Compare(objects[kept - 1].Key, end) > 0) kept--;
        var isLast = page.NextKeyMarker is null || kept < objects.Count || KeyOrder.Compare(page.NextKeyMarker, end) >= 0;
        return (kept == objects.Count ? objects : [.. objects.Take(kept)], isLast);
    }

    protected override void Check(ListingSense sense, ListingRange range, ObjectPage page) => sense.CheckObjects(page, range.CursorKey);
}
