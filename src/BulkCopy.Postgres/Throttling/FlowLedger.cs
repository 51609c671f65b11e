using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Throttling;

/// <summary>What workers tell each other about buckets, in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class FlowLedger(NpgsqlDataSource source) : IFlowLedger
{
    // The reports are given in order of their key, so that two workers never wait for each other in a circle. Of the database's clocks the one that moves
    // within a statement is used: what is read must not be older than what it is compared with.
    private const string Exchange = """
        WITH given AS (
            SELECT * FROM unnest($2::text[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::float8[],
                $11::float8[], $12::integer[], $13::integer[], $14::integer[], $15::integer[], $16::integer[], $17::boolean[], $18::boolean[])
                AS g (store, bucket, throttled_ago, accepted, accepted_before, bytes_per_second, share_requests, share_bytes, limit_requests,
                limit_bytes, limit_in_flight, in_flight, waiting, most, throttled_per_minute, hungry, hungry_for_bytes)
        ), gone AS (
            DELETE FROM bulkcopy.flow_reports WHERE worker_id = $1 AND (store, bucket) IN (SELECT * FROM unnest($19::text[], $20::text[]))
        ), written AS (
            INSERT INTO bulkcopy.flow_reports (store, bucket, worker_id, reported_at, since, throttled_at, accepted, accepted_before, bytes_per_second,
                share_requests, share_bytes, limit_requests, limit_bytes, limit_in_flight, in_flight, waiting, most, throttled_per_minute, hungry, hungry_for_bytes)
            SELECT store, bucket, $1, clock_timestamp(), clock_timestamp(), clock_timestamp() - make_interval(secs => throttled_ago), accepted, accepted_before, bytes_per_second,
                share_requests, share_bytes, limit_requests, limit_bytes, limit_in_flight, in_flight, waiting, most, throttled_per_minute, hungry, hungry_for_bytes
            FROM given ORDER BY store, bucket
            ON CONFLICT (store, bucket, worker_id) DO UPDATE SET (reported_at, throttled_at, accepted, accepted_before, bytes_per_second,
                share_requests, share_bytes, limit_requests, limit_bytes, limit_in_flight, in_flight, waiting, most, throttled_per_minute, hungry, hungry_for_bytes)
                = ROW (excluded.reported_at, excluded.throttled_at, excluded.accepted, excluded.accepted_before, excluded.bytes_per_second,
                excluded.share_requests, excluded.share_bytes, excluded.limit_requests, excluded.limit_bytes, excluded.limit_in_flight, excluded.in_flight,
                excluded.waiting, excluded.most, excluded.throttled_per_minute, excluded.hungry, excluded.hungry_for_bytes)
        )
        SELECT g.store, g.bucket, clock_timestamp(),
            l.revision, l.rate, l.ceiling, l.in_flight, l.stepped_at, l.rising_since, l.cut_at,
            m.store IS NOT NULL, m.requests_per_second, m.bytes_per_second, m.in_flight, m.windows,
            o.workers, o.rank, o.hungry, o.calm_rate, o.hungry_for_bytes, o.calm_bytes, o.accepted, o.accepted_before, o.in_flight, o.most, o.throttled_at,
            EXISTS (SELECT FROM bulkcopy.flow_reports r WHERE r.store = g.store AND r.bucket = g.bucket AND r.worker_id = $1)
        FROM given g
        LEFT JOIN bulkcopy.flow_levels l ON l.store = g.store AND l.bucket = g.bucket
        LEFT JOIN LATERAL (
            SELECT * FROM bulkcopy.flow_limits m WHERE m.store = g.store AND m.bucket IN (g.bucket, '') ORDER BY m.bucket DESC LIMIT 1) m ON true
        CROSS JOIN LATERAL (
            SELECT count(*)::integer AS workers, (count(*) FILTER (WHERE r.worker_id < $1))::integer AS rank,
                (count(*) FILTER (WHERE r.hungry))::integer AS hungry, coalesce(sum(r.accepted) FILTER (WHERE NOT r.hungry), 0) AS calm_rate,
                (count(*) FILTER (WHERE r.hungry_for_bytes))::integer AS hungry_for_bytes,
                coalesce(sum(r.bytes_per_second) FILTER (WHERE NOT r.hungry_for_bytes), 0) AS calm_bytes,
                coalesce(sum(r.accepted), 0) AS accepted, coalesce(sum(r.accepted_before), 0) AS accepted_before,
                coalesce(sum(r.in_flight), 0)::integer AS in_flight, coalesce(sum(r.most), 0)::integer AS most, max(r.throttled_at) AS throttled_at
            FROM bulkcopy.flow_reports r JOIN bulkcopy.workers w USING (worker_id)
            WHERE r.store = g.store AND r.bucket = g.bucket AND r.worker_id <> $1 AND w.lease_until > now()) o
        """;

    private const string StepIfRevision = """
        INSERT INTO bulkcopy.flow_levels AS l (store, bucket, revision, rate, ceiling, in_flight, stepped_at, rising_since, cut_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (store, bucket) DO UPDATE SET (revision, rate, ceiling, in_flight, stepped_at, rising_since, cut_at)
            = ROW (excluded.revision, excluded.rate, excluded.ceiling, excluded.in_flight, excluded.stepped_at, excluded.rising_since, excluded.cut_at)
            WHERE l.revision = excluded.revision - 1
        """;

    private const string ForgetDeparted = """
        DELETE FROM bulkcopy.flow_reports r
        WHERE NOT EXISTS (SELECT FROM bulkcopy.workers w WHERE w.worker_id = r.worker_id AND w.lease_until > now() - interval '1 minute')
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FleetReading>> ExchangeAsync(WorkerId worker, IReadOnlyList<FlowReport> reports, IReadOnlyList<FlowTarget> left, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<FleetReading>>("exchanging shares of limits", async connection =>
        {
            await using var command = connection.Command(Exchange).With(worker.Value);
            Add(command, [.. reports.OrderBy(report => report.Target.Store, StringComparer.Ordinal).ThenBy(report => report.Target.Bucket, StringComparer.Ordinal)]);
            command.With(left.Select(target => target.Store).ToArray()).With(left.Select(target => target.Bucket).ToArray());
            return await command.ReadAllAsync(FlowRows.ReadFleet, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> StepIfRevisionAsync(FlowTarget target, FlowLevel next, CancellationToken cancellationToken) =>
        _database.CallAsync($"moving the level of {target}", async connection =>
        {
            await using var command = connection.Command(StepIfRevision).With(target.Store).With(target.Bucket).With(next.Revision).With(next.Rate).With(next.Ceiling)
                .With(next.InFlight).With(next.SteppedAt.UtcDateTime).With(next.RisingSince.UtcDateTime).With(next.CutAt?.UtcDateTime);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ForgetDepartedAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("forgetting reports of workers that are gone", async connection =>
        {
            await using var command = connection.Command(ForgetDeparted);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static void Add(NpgsqlCommand command, FlowReport[] reports) => command
        .With(Array.ConvertAll(reports, report => report.Target.Store))
        .With(Array.ConvertAll(reports, report => report.Target.Bucket))
        .With(Array.ConvertAll(reports, report => report.ThrottledAgo?.TotalSeconds))
        .With(Array.ConvertAll(reports, report => report.Accepted))
        .With(Array.ConvertAll(reports, report => report.AcceptedBefore))
        .With(Array.ConvertAll(reports, report => report.BytesPerSecond))
        .With(Array.ConvertAll(reports, report => FlowRows.OrNull(report.Share.RequestsPerSecond)))
        .With(Array.ConvertAll(reports, report => FlowRows.OrNull(report.Share.BytesPerSecond)))
        .With(Array.ConvertAll(reports, report => FlowRows.OrNull(report.Bounds.RequestsPerSecond)))
        .With(Array.ConvertAll(reports, report => FlowRows.OrNull(report.Bounds.BytesPerSecond)))
        .With(Array.ConvertAll(reports, report => report.Bounds.InFlight == int.MaxValue ? (int?)null : report.Bounds.InFlight))
        .With(Array.ConvertAll(reports, report => report.InFlight))
        .With(Array.ConvertAll(reports, report => report.Waiting))
        .With(Array.ConvertAll(reports, report => report.Most))
        .With(Array.ConvertAll(reports, report => report.ThrottledPerMinute))
        .With(Array.ConvertAll(reports, report => report.IsHungry))
        .With(Array.ConvertAll(reports, report => report.IsHungryForBytes));
}
