using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>Lists the versions of ranges. The cursor may stand among the versions of a key.</summary>
internal sealed class VersionLister(RunContext context, PagePlanner pages) : PagedLister(context)
{
    private readonly RunContext context = context;
    private readonly HistoryPages histories = new(context);
    private readonly PointInTime pointInTime = new(context, pages);

    protected override Task<StoreResult<ObjectPage>> FetchAsync(ListingRange range, string? key, string? version, CancellationToken cancellationToken)
    {
        VersioningRequirement.ThrowIfUnmet(context);
        var source = context.Sources[range.Source];
        return context.CallAsync(source.Gate, FlowDemand.Listing, token => source.Store.ListVersionsAsync(new ListVersionsRequest
        {
            Bucket = source.Bucket, Prefix = range.Prefix, KeyMarker = key, VersionIdMarker = version, MaxKeys = source.Store.Dialect.Limits.ListPageKeys,
        }, token), cancellationToken);
    }

    protected override async Task<ListingRange?> AppendAsync(ListingRange range, ObjectPage listed, CancellationToken asking, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = VersionPage.Of(range, listed);
            var planned = context.CopiesHistories
                ? await histories.PlanAsync(range, page, asking).ConfigureAwait(false)
                : await pointInTime.PlanAsync(range, page, asking).ConfigureAwait(false);
            if (await Ledger.AppendPageIfLeasedAsync(range, context.Lease.Id, planned, cancellationToken).ConfigureAwait(false))
                return page.IsLast ? null : Behind(range, page, planned);
            // Split meanwhile; or written already by a try whose answer was lost; or held by others.
            if (await Ledger.ReadHeldRangeAsync(range, context.Lease.Id, cancellationToken).ConfigureAwait(false) is not { } now) return null;
            if (now.Pages != range.Pages) return now;
            range = now;
        }
    }

    private ListingRange Behind(ListingRange range, VersionPage page, ManifestPage planned) => range with
    {
        CursorKey = page.NextKey,
        // Of a key whose version is chosen, the older ones are not looked at.
        CursorVersionId = context.CopiesHistories || planned.LastVersionId is not null ? page.NextVersionId : null,
        OpenEntry = planned.OpenEntry,
        OpenVersions = planned.OpenVersions,
        Pages = range.Pages + 1,
    };

    protected override void Check(ListingSense sense, ListingRange range, ObjectPage page) => sense.CheckVersions(page, range.CursorKey, range.CursorVersionId);
}
