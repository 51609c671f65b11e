using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>
/// Joins the listings of two places by key, without a request per object. Both are listed at the same time, a page ahead; no more than two pages of each
/// are held, however many objects one side has that the other lacks. A key range is joined by beginning after a key and ending with another,
/// and a join that was interrupted goes on after the last page's <see cref="ComparedPage.Through"/>.
/// </summary>
/// <param name="source">One side.</param>
/// <param name="destination">The other.</param>
/// <param name="after">Only keys after this one, behind the prefixes; <c>null</c> from the beginning.</param>
/// <param name="through">Only keys up to and including this one, behind the prefixes; <c>null</c> to the end.</param>
public sealed class MergeJoin(ComparedSide source, ComparedSide destination, string? after = null, string? through = null) : IAsyncDisposable
{
    private readonly SideReader left = new(source, after, through);
    private readonly SideReader right = new(destination, after, through);

    /// <summary>The next stretch: up to the end of the page that ends first. After a failed listing it may be called again; nothing is lost.</summary>
    /// <exception cref="RunStoppedException">A store lists keys out of order, or what cannot be.</exception>
    public async Task<StoreResult<ComparedPage>> NextAsync(CancellationToken cancellationToken)
    {
        var failures = await Task.WhenAll(left.FillAsync(cancellationToken), right.FillAsync(cancellationToken)).ConfigureAwait(false);
        if ((failures[0] ?? failures[1]) is { } error) return new(error);
        var bound = Lesser(left.Bound, right.Bound);
        var isLast = bound is null || (through is not null && KeyOrder.Compare(bound, through) >= 0);
        var limit = isLast ? through : bound;
        return new(new ComparedPage(Merge(limit), limit, isLast));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await left.DropAsync().ConfigureAwait(false);
        await right.DropAsync().ConfigureAwait(false);
    }

    private List<ComparedPair> Merge(string? limit)
    {
        var pairs = new List<ComparedPair>();
        while (true)
        {
            var (a, b) = (Within(left, limit), Within(right, limit));
            if (a is null && b is null) return pairs;
            var order = a is null ? 1 : b is null ? -1 : KeyOrder.Compare(a, b);
            pairs.Add(new ComparedPair(order <= 0 ? a! : b!, order <= 0 ? left.Current : null, order >= 0 ? right.Current : null));
            if (order <= 0) left.Advance();
            if (order >= 0) right.Advance();
        }
    }

    private static string? Within(SideReader side, string? limit) =>
        side.Current is not null && side.CurrentKey is var key && (limit is null || KeyOrder.Compare(key, limit) <= 0) ? key : null;

    /// <summary><c>null</c> is behind all keys.</summary>
    private static string? Lesser(string? a, string? b) => a is null ? b : b is null || KeyOrder.Compare(a, b) <= 0 ? a : b;
}
