using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>A page of a listing of versions, cut at the end of its range, and where the listing goes on.</summary>
/// <param name="Versions">By key, newest version first.</param>
/// <param name="NextKey">Key to go on after; with <paramref name="NextVersionId"/>, version of it.</param>
/// <param name="NextVersionId">Version to go on after; <c>null</c>: behind all versions of the key.</param>
/// <param name="IsLast">Whether the range ends here.</param>
internal sealed record VersionPage(IReadOnlyList<ListedObject> Versions, string? NextKey, string? NextVersionId, bool IsLast)
{
    /// <summary>Cuts a page at the end that the range has now.</summary>
    public static VersionPage Of(ListingRange range, ObjectPage page)
    {
        var versions = page.Objects;
        var isLast = page.NextKeyMarker is null;
        if (range.EndThrough is { } end)
        {
            var kept = versions.Count;
            while (kept > 0 && KeyOrder.Compare(versions[kept - 1].Key, end) > 0) kept--;
            isLast = isLast || kept < versions.Count || KeyOrder.Compare(page.NextKeyMarker!, end) is var order && (order > 0 || (order == 0 && page.NextVersionIdMarker is null));
            if (kept < versions.Count) versions = [.. versions.Take(kept)];
        }
        return new(versions, page.NextKeyMarker, page.NextVersionIdMarker, isLast);
    }

    /// <summary>The key whose versions are not all listed yet; <c>null</c> if the page ends with a whole key.</summary>
    public string? OpenKey => IsLast || NextVersionId is null ? null : NextKey;
}
