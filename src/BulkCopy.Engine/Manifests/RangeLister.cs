using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Lists one leased range to its end, a page and its entries per transaction. The next page is fetched while the last is written.</summary>
internal sealed class RangeLister(RunContext context, SegmentPlanner planner)
{
    /// <summary>A pebibyte: twenty times what any store holds in one object.</summary>
    private const long MostObjectBytes = 1L << 50;

    private readonly IManifestLedger ledger = context.Ledger.Manifests;

    /// <summary>Ends when the range is done, given back, or held by others. Throws <see cref="RunStoppedException"/> if it cannot be listed at all.</summary>
    public async Task ListAsync(ListingRange range, CancellationToken stopping, CancellationToken abandon)
    {
        Task<StoreResult<ObjectPage>>? fetching = null;
        var failures = 0;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                fetching ??= FetchAsync(range.CursorKey, range.Prefix, abandon);
                var fetched = await fetching.ConfigureAwait(false);
                fetching = null;
                if (!fetched.Succeeded)
                {
                    await WaitOutAsync(fetched.Error, ++failures, stopping).ConfigureAwait(false);
                    continue;
                }
                failures = 0;
                var page = Checked(range, fetched.Value);
                if (page.NextKeyMarker is not null) fetching = FetchAsync(page.NextKeyMarker, range.Prefix, abandon);

                if (await AppendAsync(range, page, abandon).ConfigureAwait(false) is not { } next) return;
                if (next.CursorKey != page.NextKeyMarker) fetching = await DropAsync(fetching).ConfigureAwait(false);
                range = next;
            }
            await ledger.ReleaseRangeAsync(range, context.Lease.Id, abandon).ConfigureAwait(false);
        }
        finally
        {
            await DropAsync(fetching).ConfigureAwait(false);
        }
    }

    /// <summary>A store that is away or busy is waited for; one that refuses ends the listing.</summary>
    private async Task WaitOutAsync(StoreError error, int failures, CancellationToken stopping)
    {
        if (Dispositions.Of(error.Code) is not (Disposition.RetryCall or Disposition.RetryEntry or Disposition.AskDestination)) throw new RunStoppedException(error);
        await Task.Delay(context.Retries.DelayAfter(failures, outcomeUnknown: false), context.Time, stopping).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
    }

    private static async Task<Task<StoreResult<ObjectPage>>?> DropAsync(Task<StoreResult<ObjectPage>>? fetching)
    {
        if (fetching is not null) await fetching.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        return null;
    }

    private Task<StoreResult<ObjectPage>> FetchAsync(string? after, string prefix, CancellationToken cancellationToken) =>
        context.CallAsync(context.SourceGate, token => context.Source.ListObjectsAsync(
            new ListObjectsRequest { Bucket = context.SourceBucket, Prefix = prefix, StartAfter = after, MaxKeys = context.Source.Dialect.Limits.ListPageKeys }, token), cancellationToken);

    /// <summary>The range as it is behind the page; <c>null</c> when it is done or no longer held.</summary>
    private async Task<ListingRange?> AppendAsync(ListingRange range, ObjectPage page, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (entries, isLast) = Trim(range, page);
            var (wanted, rules) = await context.SelectAsync(entries, cancellationToken).ConfigureAwait(false);
            var (planned, segments) = await planner.PlanAsync(wanted, ledger.ReserveSegmentIdsAsync, cancellationToken, rules).ConfigureAwait(false);
            var lastKey = entries.Count > 0 ? entries[^1].Key : null;
            var appended = await ledger.AppendPageIfLeasedAsync(range, context.Lease.Id,
                new ManifestPage { Entries = planned, Segments = segments, LastKey = lastKey, IsLast = isLast }, cancellationToken).ConfigureAwait(false);
            if (appended) return isLast ? null : range with { CursorKey = page.NextKeyMarker, Pages = range.Pages + 1 };
            // Split meanwhile; or written already by a try whose answer was lost; or held by others.
            if (await ledger.ReadHeldRangeAsync(range, context.Lease.Id, cancellationToken).ConfigureAwait(false) is not { } now) return null;
            if (now.CursorKey != range.CursorKey) return now;
            range = now;
        }
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

    /// <summary>A listing that stands still, or speaks of objects that cannot be, would fill the ledger with nonsense.</summary>
    private ObjectPage Checked(ListingRange range, ObjectPage page)
    {
        if (page.NextKeyMarker is { } marker && KeyOrder.Compare(marker, range.CursorKey ?? "") <= 0)
            throw Nonsense($"the listing does not move on after key '{range.CursorKey}'");
        foreach (var listed in page.Objects)
        {
            if (listed.Key.Contains('\0', StringComparison.Ordinal)) throw Nonsense($"key '{listed.Key.Replace("\0", "\\0", StringComparison.Ordinal)}' contains a NUL character, which the ledger cannot hold");
            if (listed.Size is < 0 or > MostObjectBytes) throw Nonsense($"object '{listed.Key}' is listed with {listed.Size} bytes");
        }
        return page;
    }

    private RunStoppedException Nonsense(string message) => new(new StoreError
    {
        Code = StoreErrorCode.InvalidResponse,
        Operation = "List objects",
        Resource = context.SourceBucket,
        Message = message,
    });
}
