using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>
/// Lists one leased range of the source together with the same range of the destination, and writes down what differs. What is the same is counted and not written.
/// The cursor is the key up to which both were compared, so that a crash neither repeats nor loses a stretch.
/// </summary>
internal sealed class ComparingLister(RunContext context, PagePlanner pages)
{
    private readonly IManifestLedger ledger = context.Ledger.Manifests;

    /// <summary>Ends when the range is done, given back, or held by others. Throws <see cref="RunStoppedException"/> if it cannot be listed at all.</summary>
    public async Task ListAsync(ListingRange range, CancellationToken stopping, CancellationToken abandon)
    {
        while (!stopping.IsCancellationRequested)
        {
            var join = Join(range);
            await using (join.ConfigureAwait(false))
            {
                if (await ListAsync(join, range, stopping, abandon).ConfigureAwait(false) is not { } next) return;
                range = next;
            }
        }
        await ledger.ReleaseRangeAsync(range, context.Lease.Id, abandon).ConfigureAwait(false);
    }

    /// <summary>The range from which another join must go on, since this one was overtaken or is stopping; <c>null</c> when the range is done or no longer held.</summary>
    private async Task<ListingRange?> ListAsync(MergeJoin join, ListingRange range, CancellationToken stopping, CancellationToken abandon)
    {
        var choices = new PairSelection(context.Spec.Compare, new ObjectComparer(context.Sources[range.Source].Store.Dialect, context.Destination.Dialect, context.Spec.CompareBy));
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            var page = await join.NextAsync(abandon).ConfigureAwait(false);
            if (!page.Succeeded)
            {
                await context.WaitToListAsync(page.Error, ++failures, stopping).ConfigureAwait(false);
                continue;
            }
            failures = 0;
            if (await AppendAsync(range, page.Value, choices, abandon).ConfigureAwait(false) is not { } next) return null;
            range = next;
            if (range.CursorKey != Key(range, page.Value.Through)) return range;
        }
        return range;
    }

    private MergeJoin Join(ListingRange range)
    {
        var source = context.Sources[range.Source];
        return new MergeJoin(
            new ComparedSide
            {
                Bucket = source.Bucket,
                Prefix = range.Prefix,
                PageKeys = source.Store.Dialect.Limits.ListPageKeys,
                List = (request, token) => context.CallAsync(source.Gate, call => source.Store.ListObjectsAsync(request, call), token),
            },
            new ComparedSide
            {
                Bucket = context.DestinationBucket,
                Prefix = context.Spec.Destination.Prefix + range.Prefix[source.Location.Prefix.Length..],
                PageKeys = context.Destination.Dialect.Limits.ListPageKeys,
                List = (request, token) => context.CallAsync(context.DestinationGate, call => context.Destination.ListObjectsAsync(request, call), token),
            },
            range.CursorKey?[range.Prefix.Length..], range.EndThrough?[range.Prefix.Length..]);
    }

    /// <summary>The range as it is behind the page; <c>null</c> when it is done or no longer held.</summary>
    private async Task<ListingRange?> AppendAsync(ListingRange range, ComparedPage page, PairSelection choices, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (stretch, isLast) = Trim(range, page);
            var planned = await PlanAsync(range, stretch, choices, cancellationToken).ConfigureAwait(false);
            var appended = await ledger.AppendPageIfLeasedAsync(range, context.Lease.Id,
                planned with { LastKey = isLast ? range.EndThrough : Key(range, page.Through), IsLast = isLast }, cancellationToken).ConfigureAwait(false);
            if (appended) return isLast ? null : range with { CursorKey = Key(range, page.Through), Pages = range.Pages + 1 };
            // Split meanwhile; or written already by a try whose answer was lost; or held by others.
            if (await ledger.ReadHeldRangeAsync(range, context.Lease.Id, cancellationToken).ConfigureAwait(false) is not { } now) return null;
            if (now.CursorKey != range.CursorKey) return now;
            range = now;
        }
    }

    private async Task<ManifestPage> PlanAsync(ListingRange range, IReadOnlyList<ComparedPair> pairs, PairSelection choices, CancellationToken cancellationToken)
    {
        if (context.Spec.Verify is { } verify)
        {
            var listed = new ListedVerification(verify, context.Sources[range.Source].Store.Dialect.MultipartETagFollowsParts && context.Destination.Dialect.MultipartETagFollowsParts);
            var found = await pages.PlanAsync([.. pairs.Select(pair => listed.Select(range, pair))], cancellationToken).ConfigureAwait(false);
            return found with { SourceSeen = pairs.Count(pair => pair.Source is not null), DestinationSeen = pairs.Count(pair => pair.Destination is not null) };
        }
        var stretch = new ComparedStretch(choices);
        foreach (var pair in pairs) stretch.Add(pair);
        // An extra stands in the manifest under the key that it would have at the source.
        var extras = stretch.Extras.Select(extra => extra.Object with { Key = range.Prefix + extra.Key, VersionId = null });
        var page = await pages.PlanAsync(range.Source, stretch, [.. extras], cancellationToken).ConfigureAwait(false);
        return page with { LeftOut = [.. page.LeftOut, .. stretch.LeftOut], SourceSeen = stretch.SourceSeen, DestinationSeen = stretch.DestinationSeen };
    }

    private static (IReadOnlyList<ComparedPair> Pairs, bool IsLast) Trim(ListingRange range, ComparedPage page)
    {
        if (range.EndThrough?[range.Prefix.Length..] is not { } end) return (page.Pairs, page.IsLast);
        var kept = page.Pairs.Count;
        while (kept > 0 && KeyOrder.Compare(page.Pairs[kept - 1].Key, end) > 0) kept--;
        var isLast = page.IsLast || page.Through is null || KeyOrder.Compare(page.Through, end) >= 0;
        return (kept == page.Pairs.Count ? page.Pairs : [.. page.Pairs.Take(kept)], isLast);
    }

    private static string? Key(ListingRange range, string? relative) => relative is null ? null : range.Prefix + relative;
}
