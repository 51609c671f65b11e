using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Versions;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Versions;

/// <summary>Version histories in PostgreSQL. There is no index over keys: within a segment the versions of a key stand side by side, and their numbers tell how many there are.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class VersionLedger(NpgsqlDataSource source) : IVersionLedger
{
    internal const string Newest = "(SELECT attempt, final, result, code, dest_version_id FROM bulkcopy.outcomes_{run} WHERE entry_id = e.entry_id ORDER BY attempt DESC LIMIT 1) o ON true";

    private const string Read = $$"""
        SELECT {{EntryRows.Columns}}, coalesce(o.attempt, 0)::integer, o.result, coalesce(o.final, false), o.code, o.dest_version_id, a.entry_id
        FROM unnest($1::bigint[]) WITH ORDINALITY n (entry_id, place) JOIN bulkcopy.entries_{run} a ON a.entry_id = n.entry_id
            JOIN bulkcopy.entries_{run} e ON e.entry_id <= a.entry_id AND e.entry_id > a.entry_id - a.version_no AND e.entry_id >= (a.entry_id >> 10) << 10 AND e.key = a.key
            LEFT JOIN LATERAL {{Newest}}
        ORDER BY n.place, e.entry_id DESC
        """;

    // The page before in the same listing: its segment has a smaller number, and it ends with the key.
    private const string FindNewer = """
        SELECT max(e.entry_id) FROM bulkcopy.entries_{run} e JOIN (
            SELECT segment_id FROM bulkcopy.segments_{run} WHERE segment_id < $1 AND first_key <= $2 AND last_key >= $2 ORDER BY segment_id DESC LIMIT 1) s
            ON e.entry_id >= s.segment_id << 10 AND e.entry_id < (s.segment_id + 1) << 10
        WHERE e.key = $2
        """;

    private const string FindOlder = $$"""
        SELECT coalesce(o.final, false), o.result, e.version_id, o.dest_version_id
        FROM ({{Timeline.FindSegments}}) s JOIN bulkcopy.entries_{run} e ON e.entry_id >= s.segment_id << 10 AND e.entry_id < (s.segment_id + 1) << 10
            LEFT JOIN LATERAL {{Newest}}
        WHERE e.key = $1 AND e.entry_id > $2 AND NOT (o.final IS TRUE AND o.result IN ('SourceChanged', 'Skipped') AND o.dest_version_id IS NULL)
        ORDER BY e.entry_id LIMIT 1
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryStretch>> ReadAsync(RunId run, IReadOnlyList<EntryId> from, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<HistoryStretch>>($"reading version histories of run {run}", connection => ReadAsync(connection, run, from, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<HistoryStretch?> ReadNewerAsync(RunId run, ManifestEntry newest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(newest);
        if (newest.VersionNumber is null or 1) return Task.FromResult<HistoryStretch?>(null);
        return _database.CallAsync<HistoryStretch?>($"reading on in the history of '{newest.Key}' in run {run}", async connection =>
        {
            await using var find = connection.Command(FindNewer.For(run)).With(SegmentId.Of(newest.Id).Value).With(newest.Key);
            if (await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long next)
                throw new InvalidDataException($"The ledger lacks the versions of '{newest.Key}' in run {run} that are newer than entry {newest.Id}.");
            return (await ReadAsync(connection, run, [new EntryId(next)], cancellationToken).ConfigureAwait(false))[0];
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<OlderVersion> FindOlderAsync(RunId run, ManifestEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _database.CallAsync($"looking for what comes before entry {entry.Id}", async connection =>
        {
            await using var command = connection.Command(FindOlder.For(run)).With(entry.Key).With(entry.Id.Value);
            return await command.ReadFirstAsync(reader => new OlderVersion(
                reader.GetBoolean(0), !reader.IsDBNull(1) && reader.GetFieldValue<OutcomeResult>(1) == OutcomeResult.Failed, reader.TextOrNull(2), reader.TextOrNull(3)), cancellationToken).ConfigureAwait(false)
                ?? OlderVersion.None;
        }, cancellationToken);
    }

    private static async Task<IReadOnlyList<HistoryStretch>> ReadAsync(NpgsqlConnection connection, RunId run, IReadOnlyList<EntryId> from, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Read.For(run)).With(from.Select(entry => entry.Value).ToArray());
        var rows = await command.ReadAllAsync(reader => (From: new EntryId(reader.GetInt64(EntryRows.ColumnCount + 5)), Version: ReadVersion(reader)), cancellationToken).ConfigureAwait(false);
        return [.. rows.GroupBy(row => row.From, row => row.Version).Select(group => new HistoryStretch(group.Key, [.. group]))];
    }

    private static HistoryVersion ReadVersion(NpgsqlDataReader reader) => new(
        EntryRows.Read(reader), reader.GetInt32(EntryRows.ColumnCount),
        reader.IsDBNull(EntryRows.ColumnCount + 1) ? null : reader.GetFieldValue<OutcomeResult>(EntryRows.ColumnCount + 1),
        reader.GetBoolean(EntryRows.ColumnCount + 2), reader.TextOrNull(EntryRows.ColumnCount + 3), reader.TextOrNull(EntryRows.ColumnCount + 4));
}
