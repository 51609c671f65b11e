using BulkCopy.Engine.Jobs;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Administration of runs that have ended.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunRetention(NpgsqlDataSource source)
{
    // Dropping a partition locks its parent, which nobody uses on the hot path; whoever does is not kept waiting for long.
    private const string LimitWait = "SET LOCAL lock_timeout = '5s'";

    private const string DeleteRun = "DELETE FROM bulkcopy.runs WHERE run_id = $1 AND finished_at IS NOT NULL";

    private const string DropPartitions = "SELECT bulkcopy.drop_run_partitions($1)";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>
    /// Drops a finished run: its entries, segments, outcomes, totals, ranges and events. Its job stays, and so do its uploads until they are proved gone.
    /// <c>false</c>: there is no such run, or it is not finished. After a crash all of it is there, or nothing.
    /// </summary>
    public Task<bool> DropAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync($"dropping run {run}", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var limit = connection.Command(LimitWait);
            await limit.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await using var delete = connection.Command(DeleteRun).With(run.Value);
            if (!await delete.ChangesAsync(cancellationToken).ConfigureAwait(false))
                return false;
            await using var drop = connection.Command(DropPartitions).With(run.Value);
            await drop.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken);
}
