using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Probing;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>Reads one side of a join in key order: a page in hand, and the next on its way.</summary>
internal sealed class SideReader(ComparedSide side, string? after, string? through)
{
    private readonly ListingSense sense = new(side.Bucket, side.Prefix);
    private IReadOnlyList<ListedObject> page = [];
    private Task<StoreResult<ObjectPage>>? fetching;
    private string? marker = after is null ? null : side.Prefix + after;
    private string? last = after is null ? null : side.Prefix + after;
    private int next;
    private bool ended;

    /// <summary>The object that is next; <c>null</c> when the page in hand is used up.</summary>
    public ListedObject? Current => next < page.Count ? page[next] : null;

    /// <summary>Its key behind the prefix.</summary>
    public string CurrentKey => page[next].Key[side.Prefix.Length..];

    /// <summary>Everything up to this key is in hand; <c>null</c>: everything.</summary>
    public string? Bound => ended ? null : last![side.Prefix.Length..];

    public void Advance() => next++;

    /// <summary>Makes sure that there is an object in hand or none to come. After an error it may be called again.</summary>
    public async Task<StoreError?> FillAsync(CancellationToken cancellationToken)
    {
        while (next == page.Count && !ended)
        {
            fetching ??= FetchAsync(cancellationToken);
            StoreResult<ObjectPage> fetched;
            try
            {
                fetched = await fetching.ConfigureAwait(false);
            }
            finally
            {
                fetching = null;
            }
            if (!fetched.Succeeded) return fetched.Error;
            Take(fetched.Value);
            if (!ended) fetching = FetchAsync(cancellationToken);
        }
        return null;
    }

    /// <summary>Waits for a page that nobody will read.</summary>
    public async ValueTask DropAsync()
    {
        if (fetching is not null) await fetching.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
    }

    private Task<StoreResult<ObjectPage>> FetchAsync(CancellationToken cancellationToken) =>
        side.List(new ListObjectsRequest { Bucket = side.Bucket, Prefix = side.Prefix, StartAfter = marker, MaxKeys = side.PageKeys }, cancellationToken);

    private void Take(ObjectPage listed)
    {
        sense.CheckObjects(listed, marker);
        if (listed.Objects is [.., var newest]) last = newest.Key;
        // What another run's probe has written for itself is neither copied nor missing nor too many.
        var objects = listed.Objects.Any(found => StoreProber.IsScratch(found.Key)) ? [.. listed.Objects.Where(found => !StoreProber.IsScratch(found.Key))] : listed.Objects;
        (page, next, marker) = (objects, 0, listed.NextKeyMarker);
        ended = marker is null || (through is not null && KeyOrder.Compare(marker, side.Prefix + through) >= 0);
    }
}
