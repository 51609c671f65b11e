using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>Reads one side of a join in key order: a page in hand, and the next on its way.</summary>
internal sealed class SideReader(ComparedSide side, string? after, string? through)
{
    /// <summary>A pebibyte: twenty times what any store holds in one object.</summary>
    private const long MostObjectBytes = 1L << 50;

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
        foreach (var one in listed.Objects) Check(one);
        if (listed.NextKeyMarker is { } mark && KeyOrder.Compare(mark, marker ?? "") <= 0) throw Nonsense($"the listing does not move on after key '{marker}'");
        (page, next, marker) = (listed.Objects, 0, listed.NextKeyMarker);
        ended = marker is null || (through is not null && KeyOrder.Compare(marker, side.Prefix + through) >= 0);
    }

    /// <summary>A join of listings that are out of order would take present objects for missing ones.</summary>
    private void Check(ListedObject listed)
    {
        if (!listed.Key.StartsWith(side.Prefix, StringComparison.Ordinal)) throw Nonsense($"key '{listed.Key}' does not begin with '{side.Prefix}'");
        if (last is not null && KeyOrder.Compare(listed.Key, last) <= 0) throw Nonsense($"key '{listed.Key}' is listed behind key '{last}'");
        if (listed.Key.Contains('\0', StringComparison.Ordinal)) throw Nonsense($"key '{listed.Key.Replace("\0", "\\0", StringComparison.Ordinal)}' contains a NUL character, which the ledger cannot hold");
        if (listed.Size is < 0 or > MostObjectBytes) throw Nonsense($"object '{listed.Key}' is listed with {listed.Size} bytes");
        last = listed.Key;
    }

    private RunStoppedException Nonsense(string message) => new(new StoreError
    {
        Code = StoreErrorCode.InvalidResponse,
        Operation = "List objects",
        Resource = side.Bucket,
        Message = message,
    });
}
