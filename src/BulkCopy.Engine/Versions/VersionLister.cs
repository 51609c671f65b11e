using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>Lists the versions of one leased range to its end, a page and its entries per transaction. The cursor may stand among the versions of a key.</summary>
internal sealed class VersionLister(RunContext context, PagePlanner pages)
{
    private readonly IManifestLedger ledger = context.Ledger.Manifests;
    private readonly HistoryPages histories = new(context);
    private readonly PointInTime pointInTime = new(context, pages);

    /// <summary>Ends when the range is done, given back, or held by others. Throws <see cref="RunStoppedException"/> if it cannot be listed at all.</summary>
    public async Task ListAsync(ListingRange range, CancellationToken stopping, CancellationToken abandon)
    {
        VersioningRequirement.ThrowIfUnmet(context);
        Task<StoreResult<ObjectPage>>? fetching = null;
        var failures = 0;
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(stopping, abandon);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var fetched = await (fetching ?? FetchAsync(range, range.CursorKey, range.CursorVersionId, abandon)).ConfigureAwait(false);
                fetching = null;
                if (!fetched.Succeeded)
                {
                    await WaitOutAsync(fetched.Error, ++failures, stopping).ConfigureAwait(false);
                    continue;
                }
                failures = 0;
                var page = Checked(range, fetched.Value);
                if (page.NextKeyMarker is not null) fetching = FetchAsync(range, page.NextKeyMarker, page.NextVersionIdMarker, abandon);

                if (await AppendAsync(range, page, asking.Token, abandon).ConfigureAwait(false) is not { } next) return;
                if ((next.CursorKey, next.CursorVersionId) != (page.NextKeyMarker, page.NextVersionIdMarker)) fetching = await DropAsync(fetching).ConfigureAwait(false);
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

    private Task<StoreResult<ObjectPage>> FetchAsync(ListingRange range, string? key, string? version, CancellationToken cancellationToken)
    {
        var source = context.Sources[range.Source];
        return context.CallAsync(source.Gate, FlowDemand.Listing, token => source.Store.ListVersionsAsync(new ListVersionsRequest
        {
            Bucket = source.Bucket, Prefix = range.Prefix, KeyMarker = key, VersionIdMarker = version, MaxKeys = source.Store.Dialect.Limits.ListPageKeys,
        }, token), cancellationToken);
    }

    /// <summary>The range as it is behind the page; <c>null</c> when it is done or no longer held.</summary>
    private async Task<ListingRange?> AppendAsync(ListingRange range, ObjectPage listed, CancellationToken asking, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = VersionPage.Of(range, listed);
            var planned = context.CopiesHistories
                ? await histories.PlanAsync(range, page, asking).ConfigureAwait(false)
                : await pointInTime.PlanAsync(range, page, asking).ConfigureAwait(false);
            if (await ledger.AppendPageIfLeasedAsync(range, context.Lease.Id, planned, cancellationToken).ConfigureAwait(false))
                return page.IsLast ? null : Behind(range, page, planned);
            // Split meanwhile; or written already by a try whose answer was lost; or held by others.
            if (await ledger.ReadHeldRangeAsync(range, context.Lease.Id, cancellationToken).ConfigureAwait(false) is not { } now) return null;
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

    /// <summary>A listing that speaks of what cannot be would fill the ledger with nonsense.</summary>
    private ObjectPage Checked(ListingRange range, ObjectPage page)
    {
        if (page.NextKeyMarker is { } marker && KeyOrder.Compare(marker, range.CursorKey ?? "") < 0)
            throw Nonsense(range, $"the listing goes back from key '{range.CursorKey}' to '{marker}'");
        var before = range.CursorKey ?? "";
        foreach (var listed in page.Objects)
        {
            if (listed.Key.Contains('\0', StringComparison.Ordinal)) throw Nonsense(range, $"key '{listed.Key.Replace("\0", "\\0", StringComparison.Ordinal)}' contains a NUL character, which the ledger cannot hold");
            if (listed.Size is < 0 or > RangeLister.MostObjectBytes) throw Nonsense(range, $"version {listed.VersionId} of '{listed.Key}' is listed with {listed.Size} bytes");
            if (KeyOrder.Compare(listed.Key, before) < 0) throw Nonsense(range, $"key '{listed.Key}' is listed behind '{before}', which it comes before");
            before = listed.Key;
        }
        return page;
    }

    private RunStoppedException Nonsense(ListingRange range, string message) => new(new StoreError
    {
        Code = StoreErrorCode.InvalidResponse,
        Operation = "List versions",
        Resource = context.Sources[range.Source].Bucket,
        Message = message,
    });
}
