using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>Lists the versions of ranges. The cursor may stand among the versions of a key.</summary>
internal sealed class VersionLister(RunContext context, PagePlanner pages) : PagedLister(context)
{
    private readonly HistoryPages histories = new(context);
    private readonly PointInTime pointInTime = new(context, pages);

    protected override Task<StoreResult<ObjectPage>> FetchAsync(ListingRange range, string? key, string? version, CancellationToken cancellationToken)
    {
        VersioningRequirement.ThrowIfUnmet(Context);
        var source = Context.Sources[range.Source];
        return Context.CallAsync(source.Gate, FlowDemand.Listing, token => source.Store.ListVersionsAsync(new ListVersionsRequest
        {
            Bucket = source.Bucket, Prefix = range.Prefix, KeyMarker = key, VersionIdMarker = version, MaxKeys = source.Store.Dialect.Limits.ListPageKeys,
        }, token), cancellationToken);
    }

    protected override async Task<(ManifestPage Page, ListingRange Behind)> PlanAsync(ListingRange range, ObjectPage page, CancellationToken asking)
    {
        var versions = VersionPage.Of(range, page);
        var planned = Context.CopiesHistories
            ? await histories.PlanAsync(range, versions, asking).ConfigureAwait(false)
            : await pointInTime.PlanAsync(range, versions, asking).ConfigureAwait(false);
        return (planned, Behind(range, versions, planned));
    }

    private ListingRange Behind(ListingRange range, VersionPage page, ManifestPage planned) => range with
    {
        CursorKey = page.NextKey,
        // Of a key whose version is chosen, the older ones are not looked at.
        CursorVersionId = Context.CopiesHistories || planned.LastVersionId is not null ? page.NextVersionId : null,
        OpenEntry = planned.OpenEntry,
        OpenVersions = planned.OpenVersions,
        Pages = range.Pages + 1,
    };

    protected override void Check(ListingSense sense, ListingRange range, ObjectPage page) => sense.CheckVersions(page, range.CursorKey, range.CursorVersionId);
}
