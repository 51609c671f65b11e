using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Workers, newest first.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class WorkerPages(NpgsqlDataSource source)
{
    private const string SelectPage = """
        SELECT worker_id, name, started_at, lease_until, stopped_at, stopped_at IS NULL AND lease_until > now()
        FROM bulkcopy.workers WHERE worker_id < $1 AND (NOT $3 OR (stopped_at IS NULL AND lease_until > now()))
        ORDER BY worker_id DESC LIMIT $2
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Workers before <paramref name="before"/>; only those that live if <paramref name="liveOnly"/>.</summary>
    public Task<List<WorkerRow>> ListAsync(WorkerId? before, int most, bool liveOnly, CancellationToken cancellationToken) =>
        _database.CallAsync("listing workers", async connection =>
        {
            await using var command = connection.Command(SelectPage).With(before?.Value ?? int.MaxValue).With(most).With(liveOnly);
            return await command.ReadAllAsync(
                reader => new WorkerRow(
                    new WorkerId(reader.GetInt32(0)), reader.GetString(1), reader.Time(2), reader.Time(3), reader.TimeOrNull(4), reader.GetBoolean(5)),
                cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
}

/// <summary>A worker and its lease.</summary>
/// <param name="Id">Number.</param>
/// <param name="Name">Host name and process id.</param>
/// <param name="StartedAt">When it registered.</param>
/// <param name="LeaseUntil">When its work goes to others unless it is heard of before.</param>
/// <param name="StoppedAt">When it ended in order.</param>
/// <param name="IsLive">Whether its lease lasts, by the database's clock.</param>
public sealed record WorkerRow(WorkerId Id, string Name, DateTimeOffset StartedAt, DateTimeOffset LeaseUntil, DateTimeOffset? StoppedAt, bool IsLive);
