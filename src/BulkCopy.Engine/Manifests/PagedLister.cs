using BulkCopy.Engine.Copying;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Lists one leased range to its end, a page and its entries per transaction. The next page is fetched while the last is written.</summary>
internal abstract class PagedLister(RunContext context)
{
    private readonly IManifestLedger ledger = context.Ledger.Manifests;

    protected RunContext Context { get; } = context;

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
                var fetched = await (fetching ?? FetchAsync(range, range.CursorKey, range.CursorVersionId, abandon)).ConfigureAwait(false);
                fetching = null;
                if (!fetched.Succeeded)
                {
                    await Context.WaitToListAsync(fetched.Error, ++failures, stopping).ConfigureAwait(false);
                    continue;
                }
                failures = 0;
                var page = fetched.Value;
                Check(new ListingSense(Context.Sources[range.Source].Bucket, range.Prefix), range, page);
                if (page.NextKeyMarker is not null) fetching = FetchAsync(range, page.NextKeyMarker, page.NextVersionIdMarker, abandon);

                if (await AppendAsync(range, page, asking.Token, abandon).ConfigureAwait(false) is not { } next) return;
                if ((next.CursorKey, next.CursorVersionId) != (page.NextKeyMarker, page.NextVersionIdMarker)) fetching = await DropAsync(fetching).ConfigureAwait(false);
                range = next;
            }
            await ledger.ReleaseRangeAsync(range, Context.Lease.Id, abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
            await ledger.ReleaseRangeAsync(range, Context.Lease.Id, abandon).ConfigureAwait(false);
        }
        finally
        {
            await DropAsync(fetching).ConfigureAwait(false);
        }
    }

    /// <summary>Asks for the page behind a key, or behind a version of it.</summary>
    protected abstract Task<StoreResult<ObjectPage>> FetchAsync(ListingRange range, string? key, string? version, CancellationToken cancellationToken);

    /// <summary>Checks a page that was asked for behind the range's cursor.</summary>
    /// <exception cref="RunStoppedException">It makes no sense.</exception>
    protected abstract void Check(ListingSense sense, ListingRange range, ObjectPage page);

    /// <summary>What of a page is written, and the range as it is behind it.</summary>
    protected abstract Task<(ManifestPage Page, ListingRange Behind)> PlanAsync(ListingRange range, ObjectPage page, CancellationToken asking);

    /// <summary>Writes a page. The range as it is behind the page; <c>null</c> when it is done or no longer held.</summary>
    private async Task<ListingRange?> AppendAsync(ListingRange range, ObjectPage page, CancellationToken asking, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (planned, behind) = await PlanAsync(range, page, asking).ConfigureAwait(false);
            if (await ledger.AppendPageIfLeasedAsync(range, Context.Lease.Id, planned, cancellationToken).ConfigureAwait(false)) return planned.IsLast ? null : behind;
            // Split meanwhile; or written already by a try whose answer was lost; or held by others.
            if (await ledger.ReadHeldRangeAsync(range, Context.Lease.Id, cancellationToken).ConfigureAwait(false) is not { } now) return null;
            if (now.Pages != range.Pages) return now;
            range = now;
        }
    }

    private static async Task<Task<StoreResult<ObjectPage>>?> DropAsync(Task<StoreResult<ObjectPage>>? fetching)
    {
        if (fetching is not null) await fetching.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        return null;
    }
}
