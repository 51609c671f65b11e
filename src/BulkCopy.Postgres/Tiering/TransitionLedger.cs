using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Tiering;

/// <summary>The record of transitions in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class TransitionLedger(NpgsqlDataSource source) : ITransitionLedger
{
    private const string ReadDays = """
        SELECT day, rule_name, from_class, to_class, sum(objects)::bigint, sum(bytes)::bigint, sum(cost_nano) / 1e9
        FROM bulkcopy.transition_days WHERE day BETWEEN $1 AND $2 AND ($3::integer IS NULL OR run_id = $3)
        GROUP BY day, rule_name, from_class, to_class ORDER BY day, rule_name, from_class, to_class
        """;

    // Over the run's own partitions, as everything that reads one run; the view is for people.
    private const string List = """
        SELECT o.run_id, o.entry_id, e.key, coalesce(e.version_id, o.source_version_id), o.dest_version_id, e.storage_class, o.dest_class, e.size, e.rule,
            coalesce(o.cost_nano, 0) / 1e9, o.at
        FROM bulkcopy.outcomes_{run} o JOIN bulkcopy.entries_{run} e USING (entry_id)
        WHERE o.entry_id > $1 AND o.final AND o.result IN ('Copied', 'Adopted') AND e.rule IS NOT NULL
        ORDER BY o.entry_id LIMIT $2
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TransitionDay>> ReadDaysAsync(DateOnly from, DateOnly through, RunId? run, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<TransitionDay>>("reading transitions by day", async connection =>
        {
            await using var command = connection.Command(ReadDays).With(from).With(through).With(run?.Value);
            return await command.ReadAllAsync(reader => new TransitionDay(
                reader.GetFieldValue<DateOnly>(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetDecimal(6)),
                cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Transition>> ListAsync(RunId run, long afterEntry, int most, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<Transition>>($"reading the transitions of run {run}", async connection =>
        {
            await using var command = connection.Command(List.For(run)).With(afterEntry).With(most);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static Transition Read(NpgsqlDataReader reader) => new(
        new RunId(reader.GetInt32(0)), reader.GetInt64(1), reader.GetString(2), reader.TextOrNull(3), reader.TextOrNull(4), reader.TextOrNull(5), reader.GetString(6),
        reader.GetInt64(7), reader.GetInt16(8), reader.GetDecimal(9), reader.Time(10));
}
