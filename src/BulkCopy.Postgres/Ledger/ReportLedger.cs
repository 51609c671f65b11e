using System.Runtime.CompilerServices;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Reads what happened from PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class ReportLedger(NpgsqlDataSource source) : IReportLedger
{
    private const int PageRows = 2000;

    private const string ReadPage = $$"""
        SELECT {{EntryRows.RevisedColumns}}, {{OutcomeRows.Columns}}
        FROM (SELECT * FROM bulkcopy.entries_{run} WHERE entry_id > $1 ORDER BY entry_id LIMIT $2) e
        LEFT JOIN LATERAL (SELECT * FROM bulkcopy.outcomes_{run} WHERE entry_id = e.entry_id ORDER BY attempt DESC LIMIT 1) o ON true
        LEFT JOIN bulkcopy.source_revisions r ON r.run_id = {run} AND r.entry_id = e.entry_id
        ORDER BY e.entry_id
        """;

    private const string ReadFailedPage = $$"""
        SELECT {{EntryRows.RevisedColumns}}, {{OutcomeRows.Columns}}
        FROM (SELECT * FROM bulkcopy.outcomes_{run} WHERE final AND result = 'Failed' AND entry_id > $1 ORDER BY entry_id LIMIT $2) o
        JOIN bulkcopy.entries_{run} e USING (entry_id)
        LEFT JOIN bulkcopy.source_revisions r ON r.run_id = {run} AND r.entry_id = e.entry_id
        ORDER BY e.entry_id
        """;

    private const string GroupFailures = """
        SELECT coalesce(g.code, 'Unknown'), g.count, e.key, o.message
        FROM (SELECT code, count(*), min(entry_id) AS entry_id FROM bulkcopy.outcomes_{run} WHERE final AND result = 'Failed' GROUP BY code) g
        JOIN bulkcopy.entries_{run} e USING (entry_id)
        JOIN bulkcopy.outcomes_{run} o ON o.entry_id = g.entry_id AND o.final AND o.result = 'Failed'
        ORDER BY g.count DESC, g.code
        """;

    private const string ReadLeftOut = """
        SELECT reason, sum(objects)::bigint, sum(bytes)::bigint FROM bulkcopy.left_out WHERE run_id = $1 GROUP BY reason ORDER BY 2 DESC, 1
        """;

    private const string Recount = """
        SELECT e.listed, e.bytes, o.*, e.to_delete, 0::bigint, 0::bigint
        FROM (SELECT count(*) AS listed, coalesce(sum(size) FILTER (WHERE way <> 'Delete'), 0)::bigint AS bytes, count(*) FILTER (WHERE way = 'Delete') AS to_delete
            FROM bulkcopy.entries_{run}) e CROSS JOIN (
            SELECT count(*) FILTER (WHERE final AND result = 'Copied'),
                count(*) FILTER (WHERE final AND result = 'Adopted'),
                count(*) FILTER (WHERE final AND result = 'Skipped'),
                count(*) FILTER (WHERE final AND result = 'SourceChanged'),
                count(*) FILTER (WHERE final AND result = 'AlreadyPresent'),
                count(*) FILTER (WHERE final AND result = 'Failed'),
                coalesce(sum(bytes) FILTER (WHERE final AND result IN ('Copied', 'Adopted')), 0)::bigint,
                count(*) FILTER (WHERE final AND proof IN ('ETag', 'Crc64', 'Checksum', 'Content', 'DeleteMarker')),
                count(*) FILTER (WHERE final AND proof = 'SizeOnly'),
                count(*) FILTER (WHERE NOT final AND result <> 'Restoring'),
                count(*) FILTER (WHERE final AND result = 'Deleted')
            FROM bulkcopy.outcomes_{run}) o
        """;

    private const string ReadEvents = """
        SELECT at, kind, message FROM (SELECT * FROM bulkcopy.run_events WHERE run_id = $1 ORDER BY event_id DESC LIMIT $2) newest ORDER BY event_id
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReportRow> ReadRowsAsync(
        RunId run, EntryId? after, bool failedOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = after?.Value ?? long.MinValue;
        while (true)
        {
            var page = await ReadPageAsync(run, last, failedOnly, cancellationToken).ConfigureAwait(false);
            foreach (var row in page)
                yield return row;
            if (page.Count < PageRows)
                yield break;
            last = page[^1].Entry.Id.Value;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TimelineItem>> ExplainAsync(RunId run, string key, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading the history of '{key}' in run {run}",
            connection => Timeline.ReadAsync(connection, run, key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FailureGroup>> GroupFailuresAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<FailureGroup>>($"grouping the failures of run {run}", async connection =>
        {
            await using var command = connection.Command(GroupFailures.For(run));
            return await command.ReadAllAsync(
                reader => new FailureGroup(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.TextOrNull(3)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LeftOut>> ReadLeftOutAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<LeftOut>>($"reading what run {run} left out", async connection =>
        {
            await using var command = connection.Command(ReadLeftOut).With(run.Value);
            return await command.ReadAllAsync(reader => new LeftOut(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<RunTotals> RecountAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync($"recounting run {run}", async connection =>
        {
            await using var command = connection.Command(Recount.For(run));
            command.CommandTimeout = 0;
            return (await command.ReadFirstAsync(reader => RunRows.ReadTotals(reader, 0), cancellationToken).ConfigureAwait(false))!;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TimelineItem>> ReadEventsAsync(RunId run, int most, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<TimelineItem>>($"reading the events of run {run}", async connection =>
        {
            await using var command = connection.Command(ReadEvents).With(run.Value).With(most);
            return await command.ReadAllAsync(
                reader => new TimelineItem(reader.Time(0), reader.GetString(1), reader.GetString(2), null), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private Task<List<ReportRow>> ReadPageAsync(RunId run, long after, bool failedOnly, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading the report of run {run}", async connection =>
        {
            await using var command = connection.Command((failedOnly ? ReadFailedPage : ReadPage).For(run)).With(after).With(PageRows);
            return await command.ReadAllAsync(ReadRow, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static ReportRow ReadRow(NpgsqlDataReader reader) =>
        new(EntryRows.Read(reader), reader.IsDBNull(EntryRows.ColumnCount) ? null : OutcomeRows.Read(reader, EntryRows.ColumnCount));
}
