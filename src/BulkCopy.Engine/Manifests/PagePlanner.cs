using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Turns what a listing or a manifest names into a page for the ledger: selects, plans, and writes down what is decided already.</summary>
internal sealed class PagePlanner(RunContext context)
{
    private readonly SegmentPlanner planner = new([.. context.Sources.Select(source => source.Ways)]);

    /// <summary>Plans objects of one source. The page's cursor is the caller's to set.</summary>
    public async Task<ManifestPage> PlanAsync(short source, IReadOnlyList<ListedObject> objects, CancellationToken cancellationToken)
    {
        var selected = context.Tiering is { } tiering
            ? await context.SelectForTieringAsync(tiering, objects, cancellationToken).ConfigureAwait(false)
            : [.. objects.Select(listed => new SelectedObject { Listed = listed, Source = source })];
        return await PlanAsync(selected, [], cancellationToken).ConfigureAwait(false);
    }

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
        At = context.Time.GetUtcNow(),
    };
}
