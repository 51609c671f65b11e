using BulkCopy.Engine.Copying;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>
/// What the destination has of one key above a version that is known, oldest first. Stores list the newest first: the pages are walked to their end once,
/// and read again backwards from where they began. At most one page is held, however long the history.
/// </summary>
internal sealed class DestinationHistory(RunContext context, string key)
{
    private readonly Stack<(string? Key, string? Version)> starts = new();
    private List<ListedObject> page = [];
    private int left;
    private int pageVersions;

    /// <summary>Whether the version that was known is no longer there.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Lists what is above <paramref name="below"/>, or all if that is <c>null</c>. An error if the store could not be asked.</summary>
    /// <param name="below">The newest version at the destination that the ledger knows of.</param>
    /// <param name="expected">How many versions may be above it.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<StoreError?> ListAboveAsync(string? below, int expected, CancellationToken cancellationToken)
    {
        starts.Clear();
        pageVersions = Math.Clamp(expected + 2, 1, context.Destination.Dialect.Limits.ListPageKeys);
        (string? Key, string? Version) start = default;
        while (true)
        {
            var listed = await FetchAsync(start, cancellationToken).ConfigureAwait(false);
            if (!listed.Succeeded) return listed.Error;
            var own = listed.Value.Objects.TakeWhile(version => version.Key == key).ToList();
            var known = below is null ? -1 : own.FindIndex(version => version.VersionId == below);
            page = known < 0 ? own : own.GetRange(0, known);
            left = page.Count;
            if (known >= 0) return null;
            if (listed.Value.NextKeyMarker != key || own.Count < listed.Value.Objects.Count)
            {
                IsCutOff = below is not null;
                return null;
            }
            starts.Push(start);
            start = (listed.Value.NextKeyMarker, listed.Value.NextVersionIdMarker);
        }
    }

    /// <summary>The next version, oldest first; <c>null</c> when there is no more.</summary>
    public async Task<StoreResult<ListedObject?>> NextAsync(CancellationToken cancellationToken)
    {
        while (left == 0)
        {
            if (!starts.TryPop(out var start)) return new((ListedObject?)null);
            var listed = await FetchAsync(start, cancellationToken).ConfigureAwait(false);
            if (!listed.Succeeded)
            {
                starts.Push(start);
                return new(listed.Error);
            }
            page = [.. listed.Value.Objects.TakeWhile(version => version.Key == key)];
            left = page.Count;
        }
        return new(page[--left]);
    }

    private Task<StoreResult<ObjectPage>> FetchAsync((string? Key, string? Version) start, CancellationToken cancellationToken) =>
        context.CallAsync(context.DestinationGate, token => context.Destination.ListVersionsAsync(
            new ListVersionsRequest { Bucket = context.DestinationBucket, Prefix = key, KeyMarker = start.Key, VersionIdMarker = start.Version, MaxKeys = pageVersions }, token), cancellationToken);
}
