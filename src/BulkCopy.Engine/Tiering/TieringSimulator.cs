using System.Globalization;
using System.Runtime.CompilerServices;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Says what a run would do, with the planner of the run itself, over a listing or an inventory. Changes nothing.</summary>
/// <param name="store">Where the objects are; asked for the listing, and for tags where a rule needs them.</param>
/// <param name="tiering">The policy and the prices.</param>
/// <param name="asOf">The moment that ages are measured at.</param>
public sealed class TieringSimulator(IObjectStore store, TieringSpec tiering, DateTimeOffset asOf)
{
    private const int MostErrorsBeforeStop = 3;

    private readonly TieringPlanner planner = new(tiering.Policy, store.Dialect, asOf);
    private readonly WayPlanner ways = new(store, store, new CopyOptions());
    private readonly TransitionPricing? pricing =
        tiering.Prices is { } prices ? new TransitionPricing(prices, store.Dialect, tiering.Policy.Restore, new CopyOptions().PartSizeBytes, asOf) : null;

    private readonly Dictionary<(string Rule, string From, string To), SimulatedTransition> transitions = [];
    private readonly Dictionary<(string Rule, string Code), SimulatedRefusal> refusals = [];
    private long objects;
    private long bytes;
    private long restored;
    private decimal restoreCost;

    /// <summary>Simulates over the listing of a bucket or a prefix.</summary>
    /// <exception cref="ObjectStoreException">The bucket could not be listed.</exception>
    public Task<SimulationReport> OverListingAsync(StoreLocation location, CancellationToken cancellationToken) =>
        OverAsync(location, ListAsync(location, cancellationToken), cancellationToken);

    /// <summary>Simulates over pages of objects that come from elsewhere, for instance an inventory.</summary>
    /// <exception cref="ObjectStoreException">Tags that a rule needs could not be read.</exception>
    public async Task<SimulationReport> OverAsync(StoreLocation location, IAsyncEnumerable<IReadOnlyList<ListedObject>> pages, CancellationToken cancellationToken)
    {
        await foreach (var page in pages.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            objects += page.Count;
            bytes += page.Sum(listed => listed.Size);
            foreach (var (listed, decision) in await planner.PlanAsync(page, (o, token) => ReadTagsAsync(location.Bucket, o, token), cancellationToken).ConfigureAwait(false))
                Count(listed, WithinCaps(listed, decision));
        }
        var versioning = await store.GetVersioningAsync(location.Bucket, cancellationToken).ConfigureAwait(false);
        return new SimulationReport
        {
            Policy = tiering.Policy.Name,
            AsOf = asOf,
            Objects = objects,
            Bytes = bytes,
            Transitions = [.. transitions.Values.OrderBy(t => t.Rule, StringComparer.Ordinal).ThenBy(t => t.FromClass, StringComparer.Ordinal)
                .Select(t => t with { BreakEven = SimulationReport.Of(t.Cost, asOf) })],
            Refusals = [.. refusals.Values.OrderBy(r => r.Rule, StringComparer.Ordinal).ThenBy(r => r.Code, StringComparer.Ordinal)],
            Prices = tiering.Prices is { } prices ? string.Create(CultureInfo.InvariantCulture, $"{prices.Currency}, as of {prices.AsOf:yyyy-MM-dd}") : null,
            Versioning = versioning.Succeeded ? versioning.Value : null,
            SupersededVersions = tiering.Policy.SupersededVersions,
        };
    }

    private TieringDecision WithinCaps(ListedObject listed, TieringDecision decision)
    {
        if (!decision.Restores || tiering.Policy.Restore is not { } restore) return decision;
        var cost = pricing?.RestoreOf(decision.FromClass, listed.Size) ?? 0;
        if (restored + 1 > restore.MaxObjects || restoreCost + cost > restore.MaxCost)
            return decision with { Moves = false, Code = TieringReasons.RestoreCapReached, Reason = "The run would have restored as much as its policy allows." };
        (restored, restoreCost) = (restored + 1, restoreCost + cost);
        return decision;
    }

    private void Count(ListedObject listed, TieringDecision decision)
    {
        var rule = decision.Rule;
        if (!decision.Moves)
        {
            var refusal = refusals.GetValueOrDefault((rule.Name, decision.Code!)) ?? new SimulatedRefusal(rule.Name, decision.Code!, $"{listed.Key}: {decision.Reason}", 0, 0);
            refusals[(rule.Name, decision.Code!)] = refusal with { Objects = refusal.Objects + 1, Bytes = refusal.Bytes + listed.Size };
            return;
        }
        var key = (rule.Name, decision.FromClass, rule.TargetClass);
        var sum = transitions.GetValueOrDefault(key) ?? new SimulatedTransition
        {
            Rule = rule.Name, FromClass = decision.FromClass, ToClass = rule.TargetClass, Objects = 0, Bytes = 0, Restored = 0, Losing = 0, Cost = default, BreakEven = null,
        };
        var cost = pricing?.Of(decision.FromClass, rule.TargetClass, listed.Size, listed.LastModified, ways.Choose(listed.Size)) ?? default;
        transitions[key] = sum with
        {
            Objects = sum.Objects + 1,
            Bytes = sum.Bytes + listed.Size,
            Restored = sum.Restored + (decision.Restores ? 1 : 0),
            Losing = sum.Losing + (decision.Code is null ? 0 : 1),
            Cost = sum.Cost + cost,
        };
    }

    private async IAsyncEnumerable<IReadOnlyList<ListedObject>> ListAsync(StoreLocation location, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await RepeatAsync(() => store.ListObjectsAsync(
                new ListObjectsRequest { Bucket = location.Bucket, Prefix = location.Prefix, StartAfter = after, MaxKeys = store.Dialect.Limits.ListPageKeys }, cancellationToken)).ConfigureAwait(false);
            yield return page.Objects;
            after = page.NextKeyMarker;
        }
        while (after is not null);
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string>>?> ReadTagsAsync(string bucket, ListedObject listed, CancellationToken cancellationToken)
    {
        try
        {
            return await RepeatAsync(() => store.GetTagsAsync(bucket, listed.Key, listed.VersionId, cancellationToken)).ConfigureAwait(false);
        }
        catch (ObjectStoreException gone) when (gone.Error.Code is StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion)
        {
            return null;
        }
    }

    private static async Task<T> RepeatAsync<T>(Func<Task<StoreResult<T>>> call)
    {
        for (var errors = 1; ; errors++)
        {
            var result = await call().ConfigureAwait(false);
            if (result.Succeeded || errors == MostErrorsBeforeStop || Copying.Dispositions.Of(result.Error.Code) != Copying.Disposition.RetryCall) return result.ValueOrThrow();
        }
    }
}
