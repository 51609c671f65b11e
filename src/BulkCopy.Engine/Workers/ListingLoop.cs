using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Versions;

namespace BulkCopy.Engine.Workers;

/// <summary>Claims one range after the other and lists it; splits those of others when there is none.</summary>
internal sealed class ListingLoop
{
    private readonly RunContext context;
    private readonly HeldWork held;
    private readonly TimeSpan pollInterval;
    private readonly RangeLister objects;
    private readonly ComparingLister compared;
    private readonly ManifestLister manifests;
    private readonly VersionLister versions;
    private readonly RangeSplitter splitter;
    private readonly CancellationToken abandon;

    public ListingLoop(RunContext context, HeldWork held, TimeSpan pollInterval, CancellationToken abandon)
    {
        (this.context, this.held, this.pollInterval, this.abandon) = (context, held, pollInterval, abandon);
        var pages = new PagePlanner(context);
        objects = new RangeLister(context, pages);
        compared = new ComparingLister(context, pages);
        manifests = new ManifestLister(context, pages);
        versions = new VersionLister(context, pages);
        splitter = new RangeSplitter(context);
    }

    /// <summary>Lists until the session stops.</summary>
    /// <exception cref="RunStoppedException">The run cannot be listed. The range is handed back when the session is over.</exception>
    public async Task RunAsync()
    {
        ListingRange? range = null;
        while (!context.Stopping.IsCancellationRequested)
        {
            try
            {
                // After a failure in the middle of a range it may still be ours.
                var mine = range is null
                    ? await held.ClaimRangeAsync(context.Ledger.Manifests, abandon).ConfigureAwait(false)
                    : await context.Ledger.Manifests.ReadHeldRangeAsync(range, context.Lease.Id, abandon).ConfigureAwait(false);
                if (mine is null && range is not null) held.Remove(range);
                range = mine;
                if (range is not null)
                {
                    await ListAsync(range).ConfigureAwait(false);
                    held.Remove(range);
                    range = null;
                }
                else if (!await splitter.TrySplitAsync(abandon).ConfigureAwait(false))
                    await context.PauseAsync(pollInterval).ConfigureAwait(false);
            }
            catch (TurnGivenUpException)
            {
                if (range is not null) await context.Ledger.Manifests.ReleaseRangeAsync(range, context.Lease.Id, abandon).ConfigureAwait(false);
            }
            catch (Exception interrupted) when (interrupted is LedgerUnavailableException or LeaseLostException)
            {
                await context.PauseAsync(pollInterval).ConfigureAwait(false);
            }
        }
    }

    private Task ListAsync(ListingRange range) =>
        range.Part is not null ? manifests.ListAsync(range, context.Stopping, abandon)
        : context.Spec.Versions != VersionScope.Current ? versions.ListAsync(range, context.Stopping, abandon)
        : context.Spec.ComparesByListing ? compared.ListAsync(range, context.Stopping, abandon)
        : objects.ListAsync(range, context.Stopping, abandon);
}
