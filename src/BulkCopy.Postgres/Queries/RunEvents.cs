using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>What happened to runs, newest first.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunEvents(NpgsqlDataSource source)
{
    private const string SelectPage = """
        SELECT event_id, at, kind, message FROM bulkcopy.run_events WHERE run_id = $1 AND event_id < $2 ORDER BY event_id DESC LIMIT $3
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Events of a run before <paramref name="before"/>.</summary>
    public Task<List<RunEventRow>> ListAsync(RunId run, long? before, int most, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading the events of run {run}", async connection =>
        {
            await using var command = connection.Command(SelectPage).With(run.Value).With(before ?? long.MaxValue).With(most);
            return await command.ReadAllAsync(
                reader => new RunEventRow(reader.GetInt64(0), reader.Time(1), reader.GetString(2), reader.GetString(3)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
}

/// <summary>One event of a run.</summary>
public sealed record RunEventRow(long Id, DateTimeOffset At, string Kind, string Message);
