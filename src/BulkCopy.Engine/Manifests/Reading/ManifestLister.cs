using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>Reads one leased part of a manifest to its end, a page and its entries per transaction.</summary>
internal sealed class ManifestLister(RunContext context, PagePlanner planner)
{
    /// <summary>Rows per page: a segment's entries.</summary>
    private const int PageRows = 1000;

    private readonly IManifestLedger ledger = context.Ledger.Manifests;
    private readonly ManifestPages pages = new(context, planner);
    private readonly EarlierFailures failures = new(context.Ledger.Runs, context.Ledger.Manifests);
    private int failedReads;

    /// <summary>Ends when the part is done, given back, or held by others. Throws <see cref="RunStoppedException"/> if it cannot be read at all.</summary>
    public async Task ListAsync(ListingRange range, CancellationToken stopping, CancellationToken abandon)
    {
        // What is asked about objects may take long, and can be asked again.
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(stopping, abandon);
        try
        {
            ListingRange? held = range;
            while (held is not null && !stopping.IsCancellationRequested) held = await ReadAsync(held, stopping, asking.Token, abandon).ConfigureAwait(false);
            if (held is not null) await ledger.ReleaseRangeAsync(held, context.Lease.Id, abandon).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
            await ledger.ReleaseRangeAsync(range, context.Lease.Id, abandon).ConfigureAwait(false);
        }
        catch (ManifestFormatException wrong)
        {
            throw Stopped(wrong.Message);
        }
    }

    /// <summary>The range from which reading must go on; <c>null</c> when it is done or no longer held.</summary>
    private async Task<ListingRange?> ReadAsync(ListingRange range, CancellationToken stopping, CancellationToken asking, CancellationToken abandon)
    {
        try
        {
            var next = range.Part!.Kind switch
            {
                ManifestPartKind.Index => await ReadIndexAsync(range, asking, abandon).ConfigureAwait(false),
                ManifestPartKind.File => await ReadFileAsync(range, stopping, asking, abandon).ConfigureAwait(false),
                _ => await ReadFailedAsync(range, asking, abandon).ConfigureAwait(false),
            };
            failedReads = 0;
            return next;
        }
        catch (ObjectStoreException away)
        {
            await context.WaitToListAsync(away.Error, ++failedReads, stopping).ConfigureAwait(false);
            return await ledger.ReadHeldRangeAsync(range, context.Lease.Id, abandon).ConfigureAwait(false);
        }
    }

    private async Task<ListingRange?> ReadIndexAsync(ListingRange range, CancellationToken asking, CancellationToken abandon)
    {
        var part = range.Part!;
        var checksum = InventoryChecksum.Beside(part.At!) is { } beside ? BucketBytes.Of(context, part with { At = beside, ETag = null }) : null;
        var index = await InventoryIndex.ReadAsync(part.Name, Open(range), checksum, asking).ConfigureAwait(false);
        var page = new ManifestPage { Entries = [], Segments = [], Part = part, Following = [.. index.PartsBeside(part.At!, part.Plus)], IsLast = true };
        return await AppendAsync(range, page, abandon).ConfigureAwait(false);
    }

    private async Task<ListingRange?> ReadFileAsync(ListingRange range, CancellationToken stopping, CancellationToken asking, CancellationToken abandon)
    {
        await using var file = await ManifestFileReader.OpenAsync(range.Part!, Open(range), asking).ConfigureAwait(false);
        ListingRange? next = range;
        while (next is not null && !stopping.IsCancellationRequested)
        {
            var rows = await file.ReadAsync(PageRows, asking).ConfigureAwait(false);
            var page = await pages.PlanAsync(file.Part.Name, rows, asking).ConfigureAwait(false);
            next = await AppendAsync(range, page with { Part = file.Part, IsLast = rows.Count < PageRows }, abandon).ConfigureAwait(false);
            failedReads = 0;
            // Written already by a try whose answer was lost: another reader must go on where the ledger is.
            if (next?.Part?.Rows != file.Part.Rows) return next;
            range = next;
        }
        return next;
    }

    private async Task<ListingRange?> ReadFailedAsync(ListingRange range, CancellationToken asking, CancellationToken abandon)
    {
        var part = range.Part!;
        var (run, entries) = await failures.ReadAsync(context.Spec.Manifest!.FailedOf!.Value, part.AfterEntry, PageRows, asking).ConfigureAwait(false);
        var page = await pages.PlanAsync(part.Name, run.Spec, entries, asking).ConfigureAwait(false);
        var after = part with { AfterEntry = entries.Count > 0 ? entries[^1].Id.Value : part.AfterEntry, Rows = part.Rows + entries.Count };
        return await AppendAsync(range, page with { Part = after, IsLast = entries.Count < PageRows }, abandon).ConfigureAwait(false);
    }

    private async Task<ListingRange?> AppendAsync(ListingRange range, ManifestPage page, CancellationToken abandon)
    {
        if (await ledger.AppendPageIfLeasedAsync(range, context.Lease.Id, page, abandon).ConfigureAwait(false))
            return page.IsLast ? null : range with { Part = page.Part, Pages = range.Pages + 1 };
        return await ledger.ReadHeldRangeAsync(range, context.Lease.Id, abandon).ConfigureAwait(false);
    }

    private ManifestBytes Open(ListingRange range) =>
        range.Part!.At is null ? new LedgerBytes(ledger, range.Run, range.Part.File) : BucketBytes.Of(context, range.Part);

    private static RunStoppedException Stopped(string message) => new(new StoreError { Code = StoreErrorCode.RefusedLocally, Operation = "Read manifest", Message = message });
}
