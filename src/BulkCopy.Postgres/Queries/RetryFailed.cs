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

    private const string Reopen = """
        UPDATE bulkcopy.outcomes_{run} SET final = false
        WHERE final AND result = 'Failed' AND code IS DISTINCT FROM 'DuplicateDestination' AND ($1::text IS NULL OR code = $1) AND ($2::bigint[] IS NULL OR entry_id = ANY ($2))
        RETURNING entry_id
        """;

    private const string InsertSegments = """
        WITH reopened AS (
            SELECT e.entry_id, coalesce(r.size, e.size) AS size, coalesce(r.way, e.way) IN ('PartCopy', 'RelayParts') AS large
            FROM unnest($1::bigint[]) f(entry_id) JOIN bulkcopy.entries_{run} e USING (entry_id)
                LEFT JOIN bulkcopy.source_revisions r ON r.run_id = $3 AND r.entry_id = e.entry_id
        ), numbered AS (
            SELECT entry_id, size, large, (row_number() OVER (PARTITION BY large ORDER BY entry_id) - 1) / CASE WHEN large THEN 1 ELSE $2 END AS slice
            FROM reopened
        ), slices AS (
            SELECT large, count(*)::integer AS entries, sum(size)::bigint AS bytes, array_agg(entry_id ORDER BY entry_id) AS ids
            FROM numbered GROUP BY large, slice
        )
        INSERT INTO bulkcopy.segments_{run} (run_id, segment_id, kind, ask_first, entry_count, byte_count, entry_ids)
        SELECT $3, nextval('bulkcopy.segment_id'), CASE WHEN large THEN 'UploadOpen' ELSE 'Retry' END::bulkcopy.segment_kind, true, entries, bytes, ids
        FROM slices
        """;

    private const string Activate = """
        UPDATE bulkcopy.runs SET
            state = CASE WHEN gated AND gate_passed_at IS NULL THEN 'Preparing' ELSE 'Ready' END::bulkcopy.run_state, state_reason = $2, finished_at = NULL
        WHERE run_id = $1 AND state IN ('Complete', 'Failed')
        """;

    private const string AppendEvent = "INSERT INTO bulkcopy.run_events (run_id, kind, message) VALUES ($1, 'retry-failed', $2)";

    // Worker 0 is the operator.
    private static readonly WorkerId Operator = new(0);

    private readonly LedgerDatabase _database = new(source);

    /// <summary>
    /// Reopens failed entries, all of them or those with <paramref name="code"/> or among <paramref name="entries"/>, makes segments for them and, if the run
    /// is over, makes it Ready, or Preparing if it has not passed its gate, in one transaction: after a crash either all of it is there or nothing. Workers ask the destination before they copy again.
    /// Entries that another one's copy kept from being written stay as they are.
    /// </summary>
    /// <returns>How many entries will be tried again; <c>null</c> if the run's state forbids it or there is no such run.</returns>
    public Task<long?> RetryAsync(RunId run, string? code, long[]? entries, string reason, CancellationToken cancellationToken) =>
        _database.CallAsync<long?>($"retrying the failures of run {run}", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var look = connection.Command(LockRun).With(run.Value);
            var (state, histories) = await look.ReadFirstAsync(
                reader => ((RunState?)reader.GetFieldValue<RunState>(0), !reader.IsDBNull(1) && reader.GetBoolean(1)), cancellationToken).ConfigureAwait(false);
            if (state is not (RunState.Active or RunState.Paused or RunState.Complete or RunState.Failed) || (histories && !RetryHistories.MayIn(state.Value)))
                return null;
            var reopened = histories
                ? await RetryHistories.ReopenAsync(connection, run, code, entries, cancellationToken).ConfigureAwait(false)
                : await ReopenAsync(connection, run, code, entries, cancellationToken).ConfigureAwait(false);
            if (reopened.Count == 0)
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

    private static async Task<IReadOnlyList<long>> ReopenAsync(NpgsqlConnection connection, RunId run, string? code, long[]? entries, CancellationToken cancellationToken)
    {
        await using var reopen = connection.Command(Reopen.For(run)).With(code).With(entries);
        reopen.CommandTimeout = 0;
        return await reopen.ReadAllAsync(reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
    }
}
