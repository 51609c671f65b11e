using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Archived objects that unfinished runs wait for. Of each run up to 10,000 are counted.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RestoreWaits(NpgsqlDataSource source)
{
    private const string Select = """
        SELECT r.run_id, r.spec ->> 'name', w.state, w.tier, w.objects, w.bytes, w.cost, w.asked_at
        FROM (SELECT run_id, spec FROM bulkcopy.runs WHERE finished_at IS NULL ORDER BY priority DESC, run_id LIMIT 100) r
        CROSS JOIN LATERAL (
            SELECT state, tier, count(*) AS objects, sum(bytes)::bigint AS bytes, sum(cost) AS cost, min(coalesce(requested_at, admitted_at)) AS asked_at
            FROM (SELECT * FROM bulkcopy.restores WHERE run_id = r.run_id LIMIT 10000) s
            WHERE state IN ('Intended', 'Running') GROUP BY state, tier) w
        ORDER BY r.run_id, w.state, w.tier
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>What is waited for, by run, state and tier.</summary>
    public Task<List<RestoreWaitRow>> ListAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("reading what waits for restores", async connection =>
        {
            await using var command = connection.Command(Select);
            return await command.ReadAllAsync(
                reader => new RestoreWaitRow(
                    new RunId(reader.GetInt32(0)), reader.TextOrNull(1) ?? "", reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt64(5),
                    reader.GetDecimal(6), reader.Time(7)),
                cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
}

/// <summary>Objects of a run that are being restored.</summary>
/// <param name="Run">The run.</param>
/// <param name="Name">Its job's name.</param>
/// <param name="State">Intended or Running.</param>
/// <param name="Tier">How fast they are restored.</param>
/// <param name="Objects">How many.</param>
/// <param name="Bytes">How large.</param>
/// <param name="Cost">What restoring them costs.</param>
/// <param name="AskedAt">When the first was asked for.</param>
public sealed record RestoreWaitRow(RunId Run, string Name, string State, string Tier, long Objects, long Bytes, decimal Cost, DateTimeOffset AskedAt);
