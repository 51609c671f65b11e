using BulkCopy.Engine.Jobs;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Entries that failed for good, to be tried again because an operator has mended what was wrong.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class FailedEntries(NpgsqlDataSource source)
{
    private const string ActivateRun = """
        UPDATE bulkcopy.runs SET
            state = CASE WHEN state IN ('Completing', 'Complete') THEN 'Active' ELSE state END, finished_at = NULL, state_reason = 'failed entries are tried again'
        WHERE run_id = $1 AND state IN ('Active', 'Pausing', 'Paused', 'Completing', 'Complete')
        """;

    // Entries of one request share segments of a thousand, each large entry begins its upload anew.
    private const string Reopen = """
        WITH reopened AS (
            UPDATE bulkcopy.outcomes_{run} SET final = false WHERE final AND result = 'Failed' RETURNING entry_id
        ), entry AS (
            SELECT entry_id, e.size, e.way IN ('Copy', 'Relay') AS small,
                (row_number() OVER (PARTITION BY e.way IN ('Copy', 'Relay') ORDER BY entry_id) - 1) AS place
            FROM reopened JOIN bulkcopy.entries_{run} e USING (entry_id)
        ), planned AS (
            INSERT INTO bulkcopy.segments_{run} (run_id, segment_id, kind, entry_count, byte_count, entry_ids)
            SELECT $1, nextval('bulkcopy.segment_id'), CASE WHEN small THEN 'Retry' ELSE 'UploadOpen' END::bulkcopy.segment_kind,
                count(*), sum(size), array_agg(entry_id ORDER BY entry_id)
            FROM entry GROUP BY small, CASE WHEN small THEN place / 1000 ELSE place END
        ), counted AS (
            INSERT INTO bulkcopy.run_totals AS t (run_id, worker_id, failed, retries)
            SELECT $1, 0, -count(*), count(*) FROM reopened HAVING count(*) > 0
            ON CONFLICT (run_id, worker_id) DO UPDATE SET failed = t.failed + excluded.failed, retries = t.retries + excluded.retries
        )
        SELECT count(*) FROM reopened
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>
    /// Reopens all final failures of a run and returns how many. Their newest outcome is no longer final and counts as a retry, so the totals stay
    /// those of the rows, and the entries are pending like any other. A complete run becomes active; one that was cancelled or failed, or has no
    /// failures, stays as it is. After a crash all of it is done, or nothing.
    /// </summary>
    public Task<long> ReopenAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync($"reopening the failures of run {run}", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var activate = connection.Command(ActivateRun).With(run.Value);
            if (!await activate.ChangesAsync(cancellationToken).ConfigureAwait(false))
                return 0;
            await using var reopen = connection.Command(Reopen.For(run)).With(run.Value);
            reopen.CommandTimeout = 0;
            var count = (long)(await reopen.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            if (count > 0)
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return count;
        }, cancellationToken);
}
