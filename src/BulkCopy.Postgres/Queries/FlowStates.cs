using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Throttling;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>What happens at every bucket at the moment: rates, limits in force, throttling, and who works there.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class FlowStates(NpgsqlDataSource source)
{
    private const string SelectStates = """
        SELECT coalesce(r.store, l.store), coalesce(r.bucket, l.bucket), coalesce(r.accepted, 0), coalesce(r.bytes_per_second, 0), coalesce(r.in_flight, 0),
            coalesce(r.waiting, 0), l.rate, l.in_flight, r.limit_requests, r.limit_bytes, r.limit_in_flight, coalesce(r.throttled_per_minute, 0),
            greatest(r.throttled_at, l.cut_at), coalesce(r.ids, '{}'), coalesce(r.names, '{}'), coalesce(r.rates, '{}'), coalesce(r.shares, '{}')
        FROM (
            SELECT r.store, r.bucket, sum(r.accepted) AS accepted, sum(r.bytes_per_second) AS bytes_per_second, sum(r.in_flight)::integer AS in_flight,
                sum(r.waiting)::integer AS waiting, min(r.limit_requests) AS limit_requests, min(r.limit_bytes) AS limit_bytes, min(r.limit_in_flight) AS limit_in_flight,
                sum(r.throttled_per_minute)::integer AS throttled_per_minute, max(r.throttled_at) AS throttled_at, array_agg(w.worker_id ORDER BY w.worker_id) AS ids,
                array_agg(w.name ORDER BY w.worker_id) AS names, array_agg(r.accepted ORDER BY w.worker_id) AS rates, array_agg(r.share_requests ORDER BY w.worker_id) AS shares
            FROM bulkcopy.flow_reports r JOIN bulkcopy.workers w USING (worker_id)
            WHERE w.lease_until > now() AND r.reported_at > now() - interval '30 seconds'
            GROUP BY r.store, r.bucket) r
        FULL JOIN bulkcopy.flow_levels l USING (store, bucket)
        ORDER BY 1, 2
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>All buckets that workers report on, or that ever asked for less.</summary>
    public Task<List<FlowStateRow>> ListAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("reading the state of flow control", async connection =>
        {
            await using var command = connection.Command(SelectStates);
            return await command.ReadAllAsync(ReadState, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static FlowStateRow ReadState(NpgsqlDataReader reader)
    {
        var (ids, names) = (reader.GetFieldValue<int[]>(13), reader.GetFieldValue<string[]>(14));
        var (rates, shares) = (reader.GetFieldValue<double[]>(15), reader.GetFieldValue<double?[]>(16));
        return new FlowStateRow
        {
            Store = reader.GetString(0),
            Bucket = reader.GetString(1),
            RequestsPerSecond = reader.GetDouble(2),
            BytesPerSecond = reader.GetDouble(3),
            InFlight = reader.GetInt32(4),
            Waiting = reader.GetInt32(5),
            RateLevel = FlowRows.DoubleOrNull(reader, 6),
            InFlightLevel = reader.IntOrNull(7),
            RequestLimit = FlowRows.DoubleOrNull(reader, 8),
            ByteLimit = FlowRows.DoubleOrNull(reader, 9),
            InFlightLimit = reader.IntOrNull(10),
            ThrottledPerMinute = reader.GetInt32(11),
            ThrottledAt = reader.TimeOrNull(12),
            Workers = [.. ids.Select((id, i) => new FlowShareRow(new WorkerId(id), names[i], rates[i], shares[i]))],
        };
    }
}

/// <summary>Flow control at one bucket, over all live workers.</summary>
public sealed record FlowStateRow
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Requests of the last second that were not throttled.</summary>
    public required double RequestsPerSecond { get; init; }
    /// <summary>Bytes of the last second.</summary>
    public required double BytesPerSecond { get; init; }
    /// <summary>Requests in flight.</summary>
    public required int InFlight { get; init; }
    /// <summary>Requests that wait for their turn.</summary>
    public required int Waiting { get; init; }
    /// <summary>Requests per second that the bucket was found to bear; <c>null</c>: it never asked for less.</summary>
    public double? RateLevel { get; init; }
    /// <summary>Requests in flight that the bucket was found to bear; <c>null</c>: as many as workers are set to.</summary>
    public int? InFlightLevel { get; init; }
    /// <summary>Requests per second that operators allow now; <c>null</c>: no limit.</summary>
    public double? RequestLimit { get; init; }
    /// <summary>Bytes per second that operators allow now; <c>null</c>: no limit.</summary>
    public double? ByteLimit { get; init; }
    /// <summary>Requests in flight that operators allow now; <c>null</c>: no limit.</summary>
    public int? InFlightLimit { get; init; }
    /// <summary>Throttled requests of the last minute.</summary>
    public required int ThrottledPerMinute { get; init; }
    /// <summary>When the store last asked for less.</summary>
    public DateTimeOffset? ThrottledAt { get; init; }
    /// <summary>Who works there.</summary>
    public required IReadOnlyList<FlowShareRow> Workers { get; init; }

    /// <summary>The requests per second in force: the smaller of what was learned and what is allowed; <c>null</c>: no limit.</summary>
    public double? RateInForce => RateLevel is { } level && RequestLimit is { } limit ? Math.Min(level, limit) : RateLevel ?? RequestLimit;
}

/// <summary>One worker at a bucket.</summary>
/// <param name="Worker">Its number.</param>
/// <param name="Name">Host name and process id.</param>
/// <param name="RequestsPerSecond">Its requests of the last second that were not throttled.</param>
/// <param name="Share">Requests per second that it may send; <c>null</c>: not limited.</param>
public sealed record FlowShareRow(WorkerId Worker, string Name, double RequestsPerSecond, double? Share);
