using BulkCopy.Engine.Throttling;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Cli.Flow;

/// <summary>A bucket: the limits that operators set for it, and what happens there.</summary>
internal sealed record FlowDocument
{
    public required string Store { get; init; }

    /// <summary>Left out for limits that hold for each bucket of the store.</summary>
    public string? Bucket { get; init; }

    public FlowLimitDocument? Limit { get; init; }

    public double? RequestsPerSecond { get; init; }

    public double? BytesPerSecond { get; init; }

    public int? InFlight { get; init; }

    public int? Waiting { get; init; }

    /// <summary>Requests per second that the bucket was found to bear.</summary>
    public double? RateLevel { get; init; }

    /// <summary>Requests per second in force now.</summary>
    public double? RateInForce { get; init; }

    public int? ThrottledPerMinute { get; init; }

    public DateTimeOffset? ThrottledAt { get; init; }

    public IReadOnlyList<FlowWorkerDocument>? Workers { get; init; }

    public static FlowDocument Of(string store, string? bucket, FlowLimitRow? limit, FlowStateRow? state) => new()
    {
        Store = store,
        Bucket = bucket,
        Limit = limit is null ? null : FlowLimitDocument.Of(limit),
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

    /// <summary>Limits and states of the same buckets together, by store and bucket.</summary>
    public static IReadOnlyList<FlowDocument> Join(IReadOnlyList<FlowLimitRow> limits, IReadOnlyList<FlowStateRow> states) =>
    [
        .. limits.Select(limit => (limit.Store, limit.Bucket)).Union(states.Select(state => (state.Store, Bucket: (string?)state.Bucket)))
            .OrderBy(target => target.Store, StringComparer.Ordinal).ThenBy(target => target.Bucket, StringComparer.Ordinal)
            .Select(target => Of(target.Store, target.Bucket,
                limits.FirstOrDefault(limit => limit.Store == target.Store && limit.Bucket == target.Bucket),
                states.FirstOrDefault(state => state.Store == target.Store && state.Bucket == target.Bucket))),
    ];
}

/// <summary>Limits as they were set.</summary>
internal sealed record FlowLimitDocument(
    double? RequestsPerSecond, long? BytesPerSecond, int? InFlight, IReadOnlyList<string> Windows, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    public static FlowLimitDocument Of(FlowLimitRow row) =>
        new(row.Limit.RequestsPerSecond, row.Limit.BytesPerSecond, row.Limit.InFlight, [.. row.Limit.Windows.Select(window => window.Text)], row.UpdatedAt, row.UpdatedBy);
}

/// <summary>One worker at a bucket.</summary>
internal sealed record FlowWorkerDocument(int Worker, string Name, double RequestsPerSecond, double? Share);
