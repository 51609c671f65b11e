using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Versions;

/// <summary>Which version of a key became which at the destination. The map of a whole run is read by <see cref="RunExport"/>.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class VersionMap(NpgsqlDataSource source)
{
    private const string Read = $$"""
        SELECT {{EntryRows.Columns}}, o.result, coalesce(o.final, false), o.code, o.dest_version_id
        FROM ({{Timeline.FindSegments}}) s JOIN bulkcopy.entries_{run} e ON e.entry_id >= s.segment_id << 10 AND e.entry_id < (s.segment_id + 1) << 10
            LEFT JOIN LATERAL {{VersionLedger.Newest}}
        WHERE e.key = $1 ORDER BY e.entry_id DESC
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>The versions of a key in a run, oldest first; empty if the run has no such key.</summary>
    public Task<IReadOnlyList<MappedVersion>> ReadAsync(RunId run, string key, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<MappedVersion>>($"reading the versions of '{key}' in run {run}", async connection =>
        {
            await using var command = connection.Command(Read.For(run)).With(key);
            return await command.ReadAllAsync(reader => new MappedVersion(
                EntryRows.Read(reader), reader.IsDBNull(EntryRows.ColumnCount) ? null : reader.GetFieldValue<OutcomeResult>(EntryRows.ColumnCount), reader.GetBoolean(EntryRows.ColumnCount + 1),
                reader.TextOrNull(EntryRows.ColumnCount + 2), reader.TextOrNull(EntryRows.ColumnCount + 3)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
}

/// <summary>A version and what it became.</summary>
/// <param name="Entry">The version at the source.</param>
/// <param name="Result">Result of the newest attempt; <c>null</c> if there was none.</param>
/// <param name="IsFinal">Whether the version is finished with it.</param>
/// <param name="Code">The outcome's code.</param>
/// <param name="DestinationVersionId">Version id at the destination.</param>
public sealed record MappedVersion(ManifestEntry Entry, OutcomeResult? Result, bool IsFinal, string? Code, string? DestinationVersionId);
