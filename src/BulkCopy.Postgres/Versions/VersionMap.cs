using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Versions;

/// <summary>Which version of a key became which at the destination. The map of a whole run is read by <see cref="RunExport"/>.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class VersionMap(NpgsqlDataSource source)
{
    private const string Read = $$"""
        SELECT {{EntryRows.Columns}}, {{OutcomeRows.Columns}}
        FROM ({{Timeline.FindSegments}}) s JOIN bulkcopy.entries_{run} e ON e.entry_id >= s.segment_id << 10 AND e.entry_id < (s.segment_id + 1) << 10
            LEFT JOIN LATERAL (SELECT * FROM bulkcopy.outcomes_{run} WHERE entry_id = e.entry_id ORDER BY attempt DESC LIMIT 1) o ON true
        WHERE e.key = $1 ORDER BY e.entry_id DESC
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>The versions of a key in a run with their newest outcomes, oldest first; empty if the run has no such key.</summary>
    public Task<IReadOnlyList<ReportRow>> ReadAsync(RunId run, string key, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<ReportRow>>($"reading the versions of '{key}' in run {run}", async connection =>
        {
            await using var command = connection.Command(Read.For(run)).With(key);
            return await command.ReadAllAsync(
                reader => new ReportRow(EntryRows.Read(reader), reader.IsDBNull(EntryRows.ColumnCount) ? null : OutcomeRows.Read(reader, EntryRows.ColumnCount)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
}
