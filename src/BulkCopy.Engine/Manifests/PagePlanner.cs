using BulkCopy.Engine.Comparing;
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
    private readonly Selector[] selectors =
        [.. context.Sources.Select(source => new Selector(context.Spec.Selection, context.Run.CreatedAt, source.Store.Dialect.DefaultStorageClass))];
    private readonly PropertySelector properties = new(context);

    /// <summary>Plans objects of one source. The page's cursor is the caller's to set.</summary>
    /// <exception cref="RunStoppedException">The objects cannot be asked about what the selection wants to know.</exception>
    public async Task<ManifestPage> PlanAsync(short source, IReadOnlyList<ListedObject> objects, CancellationToken cancellationToken)
    {
        if (context.Tiering is { } tiering)
            return await PlanAsync(await context.SelectForTieringAsync(tiering, objects, cancellationToken).ConfigureAwait(false), [], cancellationToken).ConfigureAwait(false);
        return await PlanAsync([.. objects.Select(listed => new SelectedObject { Listed = listed, Source = source })], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans objects of any sources. Those whose outcome is known already are not asked about.</summary>
    public async Task<ManifestPage> PlanAsync(IReadOnlyList<SelectedObject> objects, CancellationToken cancellationToken)
    {
        var exclusions = await ExcludeAsync(objects, cancellationToken).ConfigureAwait(false);
        var selected = new List<SelectedObject>(objects.Count);
        var leftOut = new Dictionary<string, LeftOut>();
        for (var i = 0; i < objects.Count; i++)
        {
            if (exclusions[i] is not { } exclusion) selected.Add(Checked(objects[i]));
            else if (objects[i].Delete) continue;
            else if (context.Spec.Selection.RecordLeftOut)
                selected.Add(objects[i] with { Early = new EarlyOutcome(OutcomeResult.Skipped, "LeftOut", $"It is {exclusion.Sentence}.") });
            else
            {
                var before = leftOut.GetValueOrDefault(exclusion.Reason, new LeftOut(exclusion.Reason, 0, 0));
                leftOut[exclusion.Reason] = before with { Objects = before.Objects + 1, Bytes = before.Bytes + objects[i].Listed.Size };
            }
        }
        var settled = await new RivalSources(context, selectors, properties).SettleAsync(selected, cancellationToken).ConfigureAwait(false);
        return await PlanAsync(settled, [.. leftOut.Values], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An object whose copy the destination would refuse fails before it is tried.</summary>
    private SelectedObject Checked(SelectedObject selected) =>
        selected is { Early: null, Delete: false } && DestinationKeys.Problem(context.Spec.DestinationKey(selected.Source, selected.Listed.Key, selected.Listed.LastModified), context.Destination.Dialect) is { } problem
            ? selected with { Early = new EarlyOutcome(OutcomeResult.Failed, "KeyNotPossible", problem) } : selected;

    private async Task<Exclusion?[]> ExcludeAsync(IReadOnlyList<SelectedObject> objects, CancellationToken cancellationToken)
    {
        var exclusions = new Exclusion?[objects.Count];
        for (var i = 0; i < objects.Count; i++)
            if (objects[i].Early is null || context.Spec.Verify is not null) exclusions[i] = selectors[objects[i].Source].Exclude(objects[i].Listed);
        if (!context.Spec.Selection.AsksObjects) return exclusions;
        var candidates = Enumerable.Range(0, objects.Count).Where(i => exclusions[i] is null && objects[i].Early is null);
        await context.AskAllAsync(candidates, async (i, token) =>
        {
            var answer = await properties.ExcludeAsync(context.Sources[objects[i].Source], objects[i].Listed, token).ConfigureAwait(false);
            if (answer.Succeeded) exclusions[i] = answer.Value;
            return answer.Error;
        }, cancellationToken).ConfigureAwait(false);
        return exclusions;
    }

    /// <summary>Plans what a comparison found in a stretch of a source.</summary>
    /// <param name="source">Number of the source.</param>
    /// <param name="stretch">What was found.</param>
    /// <param name="extras">Objects to be deleted at the destination, under the keys that they would have at the source; those that the selection leaves out are left alone.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<ManifestPage> PlanAsync(short source, ComparedStretch stretch, IReadOnlyList<ListedObject> extras, CancellationToken cancellationToken)
    {
        var both = stretch.Copies.Select(listed => new SelectedObject { Listed = listed, Source = source, Replaces = stretch.Replaces(listed) })
            .Concat(extras.Select(listed => new SelectedObject { Listed = listed, Source = source, Delete = true }))
            .OrderBy(selected => selected.Listed.Key, Comparer<string>.Create(KeyOrder.Compare));
        return await PlanAsync([.. both], cancellationToken).ConfigureAwait(false);
    }

    private async Task<ManifestPage> PlanAsync(IReadOnlyList<SelectedObject> selected, IReadOnlyList<LeftOut> leftOut, CancellationToken cancellationToken)
    {
        var (entries, segments) = await planner.PlanAsync(selected, context.Ledger.Manifests.ReserveSegmentIdsAsync, cancellationToken).ConfigureAwait(false);
        var outcomes = new List<Outcome>();
        for (var i = 0; i < selected.Count; i++)
            if (selected[i].Early is { } early) outcomes.Add(Outcome(entries[i], early));
        return new ManifestPage { Entries = entries, Segments = segments, Outcomes = outcomes, LeftOut = leftOut, Destinations = Destinations(selected, entries), IsLast = false };
    }

    private DestinationRecord? Destinations(IReadOnlyList<SelectedObject> selected, IReadOnlyList<ManifestEntry> entries) =>
        !context.Spec.RecordsDestinations ? null : new DestinationRecord(
            context.Time.GetUtcNow(), [.. context.Sources.Select(source => source.Location)],
            [.. entries.Where((entry, i) => selected[i] is { Early: null, Delete: false }).Select(entry => new DestinationKey(entry.Id, context.Spec.DestinationKey(entry)))]);

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
