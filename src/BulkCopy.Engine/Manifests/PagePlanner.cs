using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Turns what a listing or a manifest names into a page for the ledger: selects, plans, and writes down what is decided already.</summary>
internal sealed class PagePlanner(RunContext context)
{
    private readonly SegmentPlanner planner = new([.. context.Sources.Select(source => context.Spec.Verify is null ? source.Ways : WayPlanner.InOneRequest)]);

    /// <summary>Plans objects of one source. The page's cursor is the caller's to set.</summary>
    public async Task<ManifestPage> PlanAsync(short source, IReadOnlyList<ListedObject> objects, CancellationToken cancellationToken)
    {
        var selected = context.Tiering is { } tiering
            ? await context.SelectForTieringAsync(tiering, objects, cancellationToken).ConfigureAwait(false)
            : [.. objects.Select(listed => new SelectedObject { Listed = listed, Source = source })];
        return await PlanAsync(selected, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans what a comparison found in a stretch of a source.</summary>
    /// <param name="source">Number of the source.</param>
    /// <param name="copies">Objects to be copied, in key order.</param>
    /// <param name="extras">Objects to be deleted at the destination, under the keys that they would have at the source.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<ManifestPage> PlanAsync(short source, IReadOnlyList<ListedObject> copies, IReadOnlyList<ListedObject> extras, CancellationToken cancellationToken)
    {
        var both = copies.Select(listed => new SelectedObject { Listed = listed, Source = source })
            .Concat(extras.Select(listed => new SelectedObject { Listed = listed, Source = source, Delete = true }))
            .OrderBy(selected => selected.Listed.Key, Comparer<string>.Create(KeyOrder.Compare));
        return await PlanAsync([.. both], [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans what a verification found in a stretch, in key order.</summary>
    public Task<ManifestPage> PlanAsync(IReadOnlyList<SelectedObject> selected, CancellationToken cancellationToken) => PlanAsync(selected, [], cancellationToken);

    private async Task<ManifestPage> PlanAsync(IReadOnlyList<SelectedObject> selected, IReadOnlyList<LeftOut> leftOut, CancellationToken cancellationToken)
    {
        var (entries, segments) = await planner.PlanAsync(selected, context.Ledger.Manifests.ReserveSegmentIdsAsync, cancellationToken).ConfigureAwait(false);
        var outcomes = new List<Outcome>();
        for (var i = 0; i < selected.Count; i++)
            if (selected[i].Early is { } early) outcomes.Add(Outcome(entries[i], early));
        return new ManifestPage { Entries = entries, Segments = segments, Outcomes = outcomes, LeftOut = leftOut, IsLast = false };
    }

    private Outcome Outcome(ManifestEntry entry, EarlyOutcome early) => new()
    {
        Entry = entry.Id,
        Attempt = 1,
        Final = true,
        Result = early.Result,
        Bytes = entry.Size,
        Code = early.Code,
        Message = early.Message,
        Proof = early.Proof,
        DestinationETag = early.DestinationETag,
        At = context.Time.GetUtcNow(),
    };
}
