using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Workers and their leases in PostgreSQL, by its clock.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class WorkerLedger(NpgsqlDataSource source) : IWorkerLedger
{
    private const string Register = "INSERT INTO bulkcopy.workers (name, lease_until) VALUES ($1, now() + $2) RETURNING worker_id, clock_timestamp()";

    private const string HeartbeatIfLive = """
        UPDATE bulkcopy.workers SET lease_until = now() + $2 WHERE worker_id = $1 AND lease_until > now() AND stopped_at IS NULL
        RETURNING clock_timestamp()
        """;

    private const string Stop = """
        UPDATE bulkcopy.workers SET stopped_at = now(), lease_until = least(lease_until, now()) WHERE worker_id = $1 AND stopped_at IS NULL
        """;

    private const string UnfinishedRuns = "SELECT run_id FROM bulkcopy.runs WHERE finished_at IS NULL ORDER BY priority DESC, run_id";

    private const string RescueRanges = """
        UPDATE bulkcopy.listing_ranges SET state = 'Ready', worker_id = NULL
        WHERE (run_id, range_id) IN (
            SELECT l.run_id, l.range_id
            FROM bulkcopy.listing_ranges l JOIN bulkcopy.runs r USING (run_id) JOIN bulkcopy.workers w USING (worker_id)
            WHERE r.finished_at IS NULL AND l.state = 'Leased' AND w.lease_until <= now()
            LIMIT $1 FOR UPDATE OF l SKIP LOCKED)
        """;

    private const string RescueSegments = """
        UPDATE bulkcopy.segments_{run} SET state = 'Ready', worker_id = NULL, due_at = CASE WHEN isfinite(due_at) THEN now() ELSE due_at END, ask_first = true
        WHERE segment_id = ANY (ARRAY(
            SELECT s.segment_id
            FROM bulkcopy.segments_{run} s JOIN bulkcopy.workers w USING (worker_id)
            WHERE s.state = 'Leased' AND w.lease_until <= now()
            LIMIT $1 FOR UPDATE OF s SKIP LOCKED))
        """;

    private const string HandBackRanges = """
        UPDATE bulkcopy.listing_ranges SET state = 'Ready', worker_id = NULL
        WHERE run_id = $1 AND state = 'Leased' AND worker_id = $2 AND range_id <> ALL ($3)
        """;

    private const string HandBackSegments = """
        UPDATE bulkcopy.segments_{run} s SET state = 'Ready', worker_id = NULL, due_at = CASE WHEN isfinite(due_at) THEN now() ELSE due_at END, ask_first = true
        WHERE state = 'Leased' AND worker_id = $1
            AND NOT EXISTS (SELECT FROM unnest($2::bigint[], $3::integer[]) AS known (segment_id, claims) WHERE known.segment_id = s.segment_id AND known.claims = s.claims)
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<(WorkerId Id, DateTimeOffset Now)> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.CallAsync("registering this worker", async connection =>
        {
            await using var command = connection.Command(Register).With(name).With(lease);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return (new WorkerId(reader.GetInt32(0)), reader.GetFieldValue<DateTimeOffset>(1));
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> HeartbeatIfLiveAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.CallAsync($"renewing the lease of worker {worker}", async connection =>
        {
            await using var command = connection.Command(HeartbeatIfLive).With(worker.Value).With(lease);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetFieldValue<DateTimeOffset>(0) : (DateTimeOffset?)null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(WorkerId worker, CancellationToken cancellationToken) =>
        _database.CallAsync($"ending worker {worker}", async connection =>
        {
            await using var command = connection.Command(Stop).With(worker.Value);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> RescueExpiredAsync(int most, CancellationToken cancellationToken) =>
        _database.CallAsync("rescuing the work of expired workers", async connection =>
        {
            await using var ranges = connection.Command(RescueRanges).With(most);
            var rescued = await ranges.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            var left = most;
            foreach (var run in await ListUnfinishedAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                if (left <= 0)
                    break;
                await using var segments = connection.Command(RescueSegments.For(run)).With(left);
                var count = await segments.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                left -= count;
                rescued += count;
            }
            return rescued;
        }, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>One round trip.</remarks>
    public Task HandBackUnknownAsync(
        WorkerId worker, RunId run, IReadOnlyCollection<(SegmentId Id, int Claims)> segments, IReadOnlyCollection<long> ranges, CancellationToken cancellationToken) =>
        _database.CallAsync($"handing back what worker {worker} does not know of run {run}", async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(HandBackRanges).With(run.Value).With(worker.Value).With(ranges.ToArray());
            batch.Add(HandBackSegments.For(run)).With(worker.Value).With(segments.Select(known => known.Id.Value).ToArray()).With(segments.Select(known => known.Claims).ToArray());
            return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static async Task<List<RunId>> ListUnfinishedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(UnfinishedRuns);
        return await command.ReadAllAsync(reader => new RunId(reader.GetInt32(0)), cancellationToken).ConfigureAwait(false);
    }
}
