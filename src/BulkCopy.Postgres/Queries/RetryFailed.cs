using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Versions;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Gives failed entries of a run another try, on an operator's word.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RetryFailed(NpgsqlDataSource source)
{
    // Segments of many entries; large entries begin with opening an upload, each on its own.
    private const int EntriesPerSegment = 1000;

    private const string LockRun = "SELECT state, spec ->> 'versions' = 'All' FROM bulkcopy.runs WHERE run_id = $1 FOR UPDATE";

    // What a segment in progress has read, and what takes a step of its own for each entry, is left as it is: nobody else may try it meanwhile.
    private const string Reopen = """
        UPDATE bulkcopy.outcomes_{run} o SET final = false
        WHERE final AND result = 'Failed' AND coalesce(code, '') NOT IN ('DuplicateDestination', 'KeyNotPossible') AND ($1::text[] IS NULL OR code = ANY ($1)) AND ($2::bigint[] IS NULL OR entry_id = ANY ($2))
            AND NOT EXISTS (SELECT FROM bulkcopy.segments_{run} s WHERE s.segment_id = o.entry_id >> 10 AND s.kind = 'Objects' AND s.state = 'Leased')
            AND NOT EXISTS (
                SELECT FROM bulkcopy.segments_{run} s CROSS JOIN LATERAL unnest(s.entry_ids) n (entry_id)
                WHERE n.entry_id = o.entry_id AND (s.state = 'Leased' OR (s.state = 'Ready' AND s.kind NOT IN ('Retry', 'Delete'))))
        RETURNING entry_id
        """;

    // Who claims a segment reads all its entries without a final outcome: those of one that waits to be claimed need no other, or two would copy them.
    private const string InsertSegments = """
        WITH waiting AS (
            SELECT s.segment_id, n.entry_id FROM bulkcopy.segments_{run} s CROSS JOIN LATERAL unnest(s.entry_ids) n (entry_id)
            WHERE s.state = 'Ready' AND s.kind IN ('Retry', 'Delete')
        ), reopened AS (
            SELECT e.entry_id, coalesce(r.size, e.size) AS size, coalesce(r.way, e.way) IN ('PartCopy', 'RelayParts') AS large, coalesce(s.segment_id, w.segment_id) AS owner
            FROM unnest($1::bigint[]) f(entry_id) JOIN bulkcopy.entries_{run} e USING (entry_id)
                LEFT JOIN bulkcopy.source_revisions r ON r.run_id = $3 AND r.entry_id = e.entry_id
                LEFT JOIN bulkcopy.segments_{run} s ON s.segment_id = e.entry_id >> 10 AND s.kind = 'Objects' AND s.state = 'Ready' AND e.way IN ('Copy', 'Relay')
                LEFT JOIN waiting w ON w.entry_id = e.entry_id
        ), asked AS (
            UPDATE bulkcopy.segments_{run} SET ask_first = true WHERE segment_id IN (SELECT owner FROM reopened) AND NOT ask_first
        ), numbered AS (
            SELECT entry_id, size, large, (row_number() OVER (PARTITION BY large ORDER BY entry_id) - 1) / CASE WHEN large THEN 1 ELSE $2 END AS slice
            FROM reopened WHERE owner IS NULL
        ), slices AS (
            SELECT large, count(*)::integer AS entries, sum(size)::bigint AS bytes, array_agg(entry_id ORDER BY entry_id) AS ids
            FROM numbered GROUP BY large, slice
        )
        INSERT INTO bulkcopy.segments_{run} (run_id, segment_id, kind, ask_first, entry_count, byte_count, entry_ids)
        SELECT $3, nextval('bulkcopy.segment_id'), CASE WHEN large THEN 'UploadOpen' ELSE 'Retry' END::bulkcopy.segment_kind, true, entries, bytes, ids
        FROM slices
        """;

    private const string HasOpenSegments = "SELECT EXISTS (SELECT FROM bulkcopy.segments_{run} WHERE state <> 'Done')";

    // Failures are rare and guessed to be fewer than they are: a nested loop would look through the open segments once per failure.
    private const string HashOnly = "SET LOCAL enable_nestloop = off";
    private const string HashOrLoop = "SET LOCAL enable_nestloop = on";

    private const string Activate = """
        UPDATE bulkcopy.runs SET
            state = CASE WHEN gated AND gate_passed_at IS NULL THEN 'Preparing' ELSE 'Ready' END::bulkcopy.run_state, state_reason = $2, finished_at = NULL
        WHERE run_id = $1 AND state IN ('Complete', 'Failed')
        """;

    private const string AppendEvent = "INSERT INTO bulkcopy.run_events (run_id, kind, message) VALUES ($1, 'retry-failed', $2)";

    // Worker 0 is the operator.
    private static readonly WorkerId Operator = new(0);

    private readonly LedgerDatabase _database = new(source);

    /// <summary>States in which failures can be tried again.</summary>
    public static IReadOnlyList<RunState> From { get; } = [RunState.Active, RunState.Paused, RunState.Complete, RunState.Failed];

    /// <summary>
    /// Reopens failed entries, all of them or those with one of <paramref name="codes"/> or among <paramref name="entries"/>, makes segments for them and, if the run
    /// is over, makes it Ready, or Preparing if it has not passed its gate, in one transaction: after a crash either all of it is there or nothing. Workers ask the destination
    /// before they copy again. A run that failed with work left goes on even if no entry of it did, unless some were named.
    /// Entries that another one's copy kept from being written stay as they are, and so do those that a segment in progress holds: they can be retried when it has ended.
    /// </summary>
    /// <returns>How many entries will be tried again; <c>null</c> if the run's state forbids it or there is no such run.</returns>
    public Task<long?> RetryAsync(RunId run, string[]? codes, long[]? entries, string reason, CancellationToken cancellationToken) =>
        _database.CallAsync<long?>($"retrying the failures of run {run}", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var look = connection.Command(LockRun).With(run.Value);
            var (state, histories) = await look.ReadFirstAsync(
                reader => ((RunState?)reader.GetFieldValue<RunState>(0), !reader.IsDBNull(1) && reader.GetBoolean(1)), cancellationToken).ConfigureAwait(false);
            if (state is not { } now || !From.Contains(now) || (histories && !RetryHistories.MayIn(now)))
                return null;
            var reopened = histories
                ? await RetryHistories.ReopenAsync(connection, run, codes, entries, cancellationToken).ConfigureAwait(false)
                : await ReopenAsync(connection, run, codes, entries, cancellationToken).ConfigureAwait(false);
            if (reopened.Count == 0 && !(now == RunState.Failed && codes is null && entries is null && await HasOpenSegmentsAsync(connection, run, cancellationToken).ConfigureAwait(false)))
                return 0;
            await using var rest = new NpgsqlBatch(connection) { Timeout = 0 };
            if (histories) RetryHistories.AddSegments(rest, run, reopened, EntriesPerSegment);
            else rest.Add(InsertSegments.For(run)).With(reopened.ToArray()).With(EntriesPerSegment).With(run.Value);
            TotalsRow.AddTo(rest, run, Operator, new RunTotals { Failed = -reopened.Count, Retries = reopened.Count });
            rest.Add(Activate).With(run.Value).With(reason);
            rest.Add(AppendEvent).With(run.Value).With(reason);
            await rest.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return reopened.Count;
        }, cancellationToken);

    private static async Task<bool> HasOpenSegmentsAsync(NpgsqlConnection connection, RunId run, CancellationToken cancellationToken)
    {
        await using var look = connection.Command(HasOpenSegments.For(run));
        return await look.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static async Task<IReadOnlyList<long>> ReopenAsync(NpgsqlConnection connection, RunId run, string[]? codes, long[]? entries, CancellationToken cancellationToken)
    {
        await using var hash = connection.Command(HashOnly);
        await hash.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await using var reopen = connection.Command(Reopen.For(run)).With(codes).With(entries);
        reopen.CommandTimeout = 0;
        var reopened = await reopen.ReadAllAsync(reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        await using var loop = connection.Command(HashOrLoop);
        await loop.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return reopened;
    }
}
