using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Which runs workers serve first.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunPriority(NpgsqlDataSource source)
{
    private const string SetIfUnfinished = "UPDATE bulkcopy.runs SET priority = $2 WHERE run_id = $1 AND priority = $3 AND finished_at IS NULL";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Sets a run's priority; <c>false</c> if it is finished, or has another priority than <paramref name="was"/> by now.</summary>
    public Task<bool> SetAsync(RunId run, int priority, int was, CancellationToken cancellationToken) =>
        _database.CallAsync($"setting the priority of run {run}", async connection =>
        {
            await using var command = connection.Command(SetIfUnfinished).With(run.Value).With(priority).With(was);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
}
