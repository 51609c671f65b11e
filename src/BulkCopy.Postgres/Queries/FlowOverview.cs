using BulkCopy.Engine.Documents;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Buckets with the limits that operators set and what happens there, side by side.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class FlowOverview(NpgsqlDataSource source)
{
    private readonly FlowLimitTable limits = new(source);
    private readonly FlowStates states = new(source);

    /// <summary>All buckets that have limits, that workers report on, or that ever asked for less; by store and bucket.</summary>
    public async Task<IReadOnlyList<FlowDocument>> ListAsync(CancellationToken cancellationToken)
    {
        var set = await limits.ListAsync(cancellationToken).ConfigureAwait(false);
        var seen = await states.ListAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. set.Select(limit => (limit.Store, limit.Bucket)).Union(seen.Select(state => (state.Store, Bucket: (string?)state.Bucket)))
                .OrderBy(target => target.Store, StringComparer.Ordinal).ThenBy(target => target.Bucket, StringComparer.Ordinal)
                .Select(target => Of(target.Store, target.Bucket, set, seen)),
        ];
    }

    /// <summary>One bucket, or with <c>null</c> what holds for each bucket of the store that has no limits of its own.</summary>
    public async Task<FlowDocument> ShowAsync(string store, string? bucket, CancellationToken cancellationToken) =>
        Of(store, bucket, await limits.ListAsync(cancellationToken).ConfigureAwait(false), await states.ListAsync(cancellationToken).ConfigureAwait(false));

    private static FlowDocument Of(string store, string? bucket, List<FlowLimitRow> set, List<FlowStateRow> seen)
    {
        var limit = set.Find(row => row.Store == store && row.Bucket == bucket);
        var state = seen.Find(row => row.Store == store && row.Bucket == bucket);
        return new FlowDocument
        {
            Store = store,
            Bucket = bucket,
            Limit = limit is null ? null : new FlowLimitDocument
            {
                RequestsPerSecond = limit.Limit.RequestsPerSecond, BytesPerSecond = limit.Limit.BytesPerSecond, InFlight = limit.Limit.InFlight,
                Windows = [.. limit.Limit.Windows.Select(window => window.Text)], UpdatedAt = limit.UpdatedAt, UpdatedBy = limit.UpdatedBy,
            },
            RequestsPerSecond = state?.RequestsPerSecond,
            BytesPerSecond = state?.BytesPerSecond,
            InFlight = state?.InFlight,
            Waiting = state?.Waiting,
            RateLevel = state?.RateLevel,
            RateInForce = state?.RateInForce,
            ThrottledPerMinute = state?.ThrottledPerMinute,
            ThrottledAt = state?.ThrottledAt,
            Workers = state?.Workers.Select(worker => new FlowWorkerDocument(worker.Worker.Value, worker.Name, worker.RequestsPerSecond, worker.Share)).ToArray(),
        };
    }
}
