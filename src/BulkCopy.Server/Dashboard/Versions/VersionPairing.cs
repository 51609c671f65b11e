using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Dashboard.Versions;

/// <summary>Finds which version became which: by the ledger, else by what cannot be a coincidence.</summary>
internal static class VersionPairing
{
    /// <summary>Pairs of one key, in the order of the source and then of the destination.</summary>
    /// <param name="source">Versions of the source, newest first.</param>
    /// <param name="destination">Versions of the destination, newest first.</param>
    /// <param name="copies">What the ledger has of this key.</param>
    public static IReadOnlyList<VersionPair> Of(
        IReadOnlyList<ListedObject> source, IReadOnlyList<ListedObject> destination, IReadOnlyList<CopiedVersion> copies)
    {
        var left = destination.ToList();
        var pairs = new VersionPair[source.Count];
        Pair("ledger", (from, to) => copies.Any(copy => copy.Copy == to.VersionId && copy.IsOf(from)));
        Pair("ETag and size", (from, to) => !from.IsDeleteMarker && !to.IsDeleteMarker && from.Size == to.Size && from.ETag is not null && from.ETag == to.ETag);
        Pair("delete marker", (from, to) => from.IsDeleteMarker && to.IsDeleteMarker);
        Pair("size and place", (from, to) => !from.IsDeleteMarker && !to.IsDeleteMarker && from.Size == to.Size && from.IsLatest == to.IsLatest);
        return
        [
            .. pairs.Select((pair, place) => pair ?? new VersionPair(source[place], null, null)),
            .. left.Select(rest => new VersionPair(null, rest, null)),
        ];

        void Pair(string by, Func<ListedObject, ListedObject, bool> belong)
        {
            for (var i = 0; i < source.Count; i++)
                if (pairs[i] is null && left.Find(candidate => belong(source[i], candidate)) is { } match)
                {
                    left.Remove(match);
                    pairs[i] = new VersionPair(source[i], match, by);
                }
        }
    }
}

/// <summary>A version and its copy, as the ledger has them.</summary>
/// <param name="Version">Version id at the source; <c>null</c> where objects were listed without their versions.</param>
/// <param name="ETag">ETag as it was listed.</param>
/// <param name="Copy">Version id at the destination.</param>
internal sealed record CopiedVersion(string? Version, string? ETag, string Copy)
{
    public bool IsOf(ListedObject source) => Version is not null ? Version == source.VersionId : ETag is not null && ETag == source.ETag && !source.IsDeleteMarker;
}
