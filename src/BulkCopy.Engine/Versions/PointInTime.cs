using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>Chooses of each key the version that was current at a point in time: the newest that was last modified then or before.</summary>
internal sealed class PointInTime(RunContext context, PagePlanner pages)
{
    private readonly DateTimeOffset asOf = context.Spec.AsOf ?? context.Run.CreatedAt;

    /// <summary>Plans a page. Keys that did not exist then, or were deleted, are counted as left out.</summary>
    public async Task<ManifestPage> PlanAsync(ListingRange range, VersionPage page, CancellationToken cancellationToken)
    {
        var chosen = new List<ListedObject>();
        long later = 0, deleted = 0;
        // The key among whose versions the last page ended, all of them made later; one that is decided is not listed further.
        var undecided = range.CursorVersionId is null ? null : range.CursorKey;
        string? decided = null;
        foreach (var version in page.Versions)
        {
            if (version.Key == decided) continue;
            if (undecided is not null && version.Key != undecided) later++;
            undecided = version.Key;
            if (version.LastModified > asOf) continue;
            (decided, undecided) = (version.Key, null);
            if (version.IsDeleteMarker) deleted++;
            else chosen.Add(version);
        }
        var open = undecided is not null && page.OpenKey == undecided;
        if (undecided is not null && !open) later++;
        var planned = await pages.PlanAsync(range.Source, chosen, cancellationToken).ConfigureAwait(false);
        return planned with
        {
            LeftOut = [.. planned.LeftOut, .. Counted("not-yet", later), .. Counted("deleted", deleted)],
            LastKey = page.Versions.Count > 0 ? page.Versions[^1].Key : null,
            LastVersionId = open && page.Versions.Count > 0 ? page.Versions[^1].VersionId : null,
            IsLast = page.IsLast,
        };
    }

    private static IEnumerable<LeftOut> Counted(string reason, long keys) => keys == 0 ? [] : [new LeftOut(reason, keys, 0)];
}
