using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Lists one leased range to its end, a page and its entries per transaction. The next page is fetched while the last is written.</summary>
internal sealed class RangeLister(RunContext context, PagePlanner pages)
{
    /// <summary>A pebibyte: twenty times what any store holds in one object.</summary>
    internal const long MostObjectBytes = 1L << 50;

    private readonly IManifestLedger ledger = context.Ledger.Manifests;

    /// <summary>Ends when the range is done, given back, or held by others. Throws <see cref="RunStoppedException"/> if it cannot be listed at all.</summary>
    public async Task ListAsync(ListingRange range, CancellationToken stopping, CancellationToken abandon)
    {
        Task<StoreResult<ObjectPage>>? fetching = null;
        var failures = 0;
        // What is asked about objects may take long, and can be asked again.
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(stopping, abandon);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                fetching ??= FetchAsync(range, range.CursorKey, abandon);
                var fetched = await fetching.ConfigureAwait(false);
                fetching = null;
                if (!fetched.Succeeded)
                {
                    await WaitOutAsync(fetched.Error, ++failures, stopping).ConfigureAwait(false);
                    continue;
                }
                failures = 0;
                var page = Checked(range, fetched.Value);
                if (page.NextKeyMarker is not null) fetching = FetchAsync(range, page.NextKeyMarker, abandon);

                if (await AppendAsync(range, page, asking.Token, abandon).ConfigureAwait(false) is not { } next) return;
                if (next.CursorKey != page.NextKeyMarker) fetching = await DropAsync(fetching).ConfigureAwait(false);
                range = next;
            }
            await ledger.ReleaseRangeAsync(range, context.Lease.Id, abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
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

    private Task<StoreResult<ObjectPage>> FetchAsync(ListingRange range, string? after, CancellationToken cancellationToken)
    {
        var source = context.Sources[range.Source];
        return context.CallAsync(source.Gate, FlowDemand.Listing, token => source.Store.ListObjectsAsync(
            new ListObjectsRequest { Bucket = source.Bucket, Prefix = range.Prefix, StartAfter = after, MaxKeys = source.Store.Dialect.Limits.ListPageKeys }, token), cancellationToken);
    }

    /// <summary>The range as it is behind the page; <c>null</c> when it is done or no longer held.</summary>
    private async Task<ListingRange?> AppendAsync(ListingRange range, ObjectPage page, CancellationToken asking, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (listed, isLast) = Trim(range, page);
            var planned = await pages.PlanAsync(range.Source, listed, asking).ConfigureAwait(false);
            var appended = await ledger.AppendPageIfLeasedAsync(range, context.Lease.Id,
                planned with { LastKey = listed.Count > 0 ? listed[^1].Key : null, IsLast = isLast }, cancellationToken).ConfigureAwait(false);
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
            throw Nonsense(range, $"the listing does not move on after key '{range.CursorKey}'");
        foreach (var listed in page.Objects)
        {
            if (listed.Key.Contains('\0', StringComparison.Ordinal)) throw Nonsense(range, $"key '{listed.Key.Replace("\0", "\\0", StringComparison.Ordinal)}' contains a NUL character, which the ledger cannot hold");
            if (listed.Size is < 0 or > MostObjectBytes) throw Nonsense(range, $"object '{listed.Key}' is listed with {listed.Size} bytes");
        }
        return page;
    }

    private RunStoppedException Nonsense(ListingRange range, string message) => new(new StoreError
    {
        Code = StoreErrorCode.InvalidResponse,
        Operation = "List objects",
        Resource = context.Sources[range.Source].Bucket,
        Message = message,
    });
}
