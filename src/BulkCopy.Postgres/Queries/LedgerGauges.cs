using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>What is measured on the ledger from outside: queues, leases, uploads, runs.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class LedgerGauges(NpgsqlDataSource source)
{
    private const string ReadRuns = """
        SELECT run_id, state::text FROM bulkcopy.runs WHERE finished_at IS NULL ORDER BY priority DESC, run_id LIMIT 100
        """;

    private const string ReadWorkers = """
        SELECT count(*) FILTER (WHERE lease_until > now()), count(*) FILTER (WHERE lease_until <= now()),
            coalesce(extract(epoch FROM min(lease_until) FILTER (WHERE lease_until > now()) - now()), 0)::float8
        FROM bulkcopy.workers WHERE stopped_at IS NULL AND lease_until > now() - interval '1 hour'
        """;

    // Dropped runs are counted on, so that these only grow; failures that are retried are taken back, so that they are of runs that are there.
    private const string ReadTotals = """
        SELECT coalesce(sum(copied), 0)::bigint, coalesce(sum(adopted), 0)::bigint, coalesce(sum(skipped), 0)::bigint, coalesce(sum(source_changed), 0)::bigint,
            coalesce(sum(already_present), 0)::bigint, coalesce(sum(failed), 0)::bigint, coalesce(sum(bytes), 0)::bigint, coalesce(sum(retries), 0)::bigint,
            coalesce(sum(verified), 0)::bigint, coalesce(sum(size_only), 0)::bigint, coalesce(sum(listed), 0)::bigint, coalesce(sum(deleted), 0)::bigint
        FROM (
            SELECT copied, adopted, skipped, source_changed, already_present, failed, bytes, retries, verified, size_only, listed, deleted FROM bulkcopy.run_totals
            UNION ALL
            SELECT copied, adopted, skipped, "sourceChanged", "alreadyPresent", 0, bytes, retries, verified, "sizeOnly", listed, deleted
            FROM bulkcopy.dropped_runs, jsonb_to_record(totals) AS t(
                copied bigint, adopted bigint, skipped bigint, "sourceChanged" bigint, "alreadyPresent" bigint, bytes bigint, retries bigint, verified bigint,
                "sizeOnly" bigint, listed bigint, deleted bigint)) counted
        """;

    // Bounded: a queue of more than so many segments is long, however long it is.
    private const string ReadQueue = """
        SELECT (SELECT count(*) FROM (SELECT FROM bulkcopy.segments_{run} WHERE state = 'Ready' LIMIT 10000) s),
            (SELECT count(*) FROM (SELECT FROM bulkcopy.segments_{run} WHERE state = 'Leased' LIMIT 10000) s),
            (SELECT greatest(extract(epoch FROM now() - min(due_at)), 0)::float8 FROM bulkcopy.segments_{run} WHERE state = 'Ready' AND due_at <= now() AND due_at > '-infinity')
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Reads all of it.</summary>
    public Task<LedgerReading> ReadAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("measuring the ledger", async connection =>
        {
            await using var runs = connection.Command(ReadRuns);
            var unfinished = await runs.ReadAllAsync(
                reader => (Run: new RunId(reader.GetInt32(0)), State: reader.GetString(1)), cancellationToken).ConfigureAwait(false);
            var reading = await ReadGlobalAsync(connection, cancellationToken).ConfigureAwait(false);
            var queues = new List<QueueReading>();
            foreach (var (run, state) in unfinished)
                queues.Add(await ReadQueueAsync(connection, run, state, cancellationToken).ConfigureAwait(false));
            return reading with { Queues = queues };
        }, cancellationToken);

    private static async Task<LedgerReading> ReadGlobalAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var workers = connection.Command(ReadWorkers);
        var (live, expired, soonest) = await workers.ReadFirstAsync(
            reader => (reader.GetInt64(0), reader.GetInt64(1), reader.GetDouble(2)), cancellationToken).ConfigureAwait(false);
        var uploads = await UploadSummaries.ReadAsync(connection, null, cancellationToken).ConfigureAwait(false);
        await using var totals = connection.Command(ReadTotals);
        var sums = await totals.ReadFirstAsync(
            reader => Enumerable.Range(0, 12).Select(reader.GetInt64).ToArray(), cancellationToken).ConfigureAwait(false);
        return new LedgerReading
        {
            LiveWorkers = live,
            ExpiredWorkers = expired,
            SoonestLeaseEnd = TimeSpan.FromSeconds(soonest),
            OpenUploads = uploads.Open,
            OrphanUploads = uploads.Orphaned,
            LeakedBytes = uploads.LeakedBytes,
            Totals = new RunTotals
            {
                Copied = sums![0], Adopted = sums[1], Skipped = sums[2], SourceChanged = sums[3], AlreadyPresent = sums[4], Failed = sums[5],
                Bytes = sums[6], Retries = sums[7], Verified = sums[8], SizeOnly = sums[9], Listed = sums[10], Deleted = sums[11],
            },
        };
    }

    private static async Task<QueueReading> ReadQueueAsync(NpgsqlConnection connection, RunId run, string state, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(ReadQueue.For(run));
        return (await command.ReadFirstAsync(
            reader => new QueueReading(
                run, state, reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? TimeSpan.Zero : TimeSpan.FromSeconds(reader.GetDouble(2))),
            cancellationToken).ConfigureAwait(false))!;
    }
}
