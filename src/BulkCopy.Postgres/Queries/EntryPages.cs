using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>
/// Pages of a run's entries with their newest outcomes. Every page reads a bounded number of rows, whatever the filter and however large the run.
/// </summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class EntryPages(NpgsqlDataSource source)
{
    private const int MostScanned = 4000;
    private const int MostSegments = 4;
    private const int EntryBits = 10;

    private const string Newest = "(SELECT * FROM bulkcopy.outcomes_{run} WHERE entry_id = e.entry_id ORDER BY attempt DESC LIMIT 1) o ON true";

    private const string ReadAll = $$"""
        SELECT {{EntryRows.Columns}}, {{OutcomeRows.Columns}}
        FROM (SELECT * FROM bulkcopy.entries_{run} WHERE entry_id >= $1 ORDER BY entry_id LIMIT $2) e LEFT JOIN LATERAL {{Newest}}
        ORDER BY e.entry_id
        """;

    private const string ReadFailed = $$"""
        SELECT {{EntryRows.Columns}}, {{OutcomeRows.Columns}}
        FROM (SELECT * FROM bulkcopy.outcomes_{run} WHERE final AND result = 'Failed' AND entry_id >= $1 ORDER BY entry_id LIMIT $2) o
        JOIN bulkcopy.entries_{run} e USING (entry_id)
        ORDER BY e.entry_id
        """;

    private const string ReadFailedByCode = $$"""
        SELECT {{EntryRows.Columns}}, {{OutcomeRows.Columns}}
        FROM (SELECT * FROM bulkcopy.outcomes_{run} WHERE final AND result = 'Failed' AND code = $3 AND entry_id >= $1 ORDER BY entry_id LIMIT $2) o
        JOIN bulkcopy.entries_{run} e USING (entry_id)
        ORDER BY e.entry_id
        """;

    private const string FindWindow = """
        SELECT max(entry_id), count(*) FROM (SELECT entry_id FROM bulkcopy.entries_{run} WHERE entry_id >= $1 ORDER BY entry_id LIMIT $2) w
        """;

    private const string ReadWindow = $$"""
        SELECT {{EntryRows.Columns}}, {{OutcomeRows.Columns}}
        FROM bulkcopy.entries_{run} e JOIN LATERAL {{Newest}}
        WHERE e.entry_id >= $1 AND e.entry_id <= $2 AND ($4::text IS NULL OR o.result = $4::bulkcopy.outcome_result) AND ($5::text IS NULL OR o.code = $5)
        ORDER BY e.entry_id LIMIT $3
        """;

    private const string FindFirstSegments = """
        SELECT segment_id FROM bulkcopy.segments_{run}
        WHERE (first_key, segment_id) >= (coalesce(
                (SELECT first_key FROM bulkcopy.segments_{run} WHERE first_key < $1 ORDER BY first_key DESC, segment_id DESC LIMIT 1), $1), 0)
            AND first_key <= $1 || chr(1114111) AND last_key >= $1
        ORDER BY first_key, segment_id LIMIT $2
        """;

    private const string FindNextSegments = """
        SELECT segment_id FROM bulkcopy.segments_{run}
        WHERE (first_key, segment_id) >= ((SELECT first_key FROM bulkcopy.segments_{run} WHERE segment_id = $3), $3)
            AND first_key <= $1 || chr(1114111) AND last_key >= $1
        ORDER BY first_key, segment_id LIMIT $2
        """;

    // OFFSET 0 keeps each segment a range of the key: once the plan is a generic one, the planner would rather read all entries of the run (20 s of 5,000,000).
    private const string ReadSegments = $$"""
        SELECT {{EntryRows.Columns}}, {{OutcomeRows.Columns}}
        FROM unnest($1::bigint[]) WITH ORDINALITY s(segment_id, place)
        CROSS JOIN LATERAL (
            SELECT * FROM bulkcopy.entries_{run}
            WHERE entry_id >= s.segment_id << 10 AND entry_id < (s.segment_id + 1) << 10 AND starts_with(key, $2) AND (s.place > 1 OR entry_id >= $3)
            ORDER BY entry_id OFFSET 0) e
        LEFT JOIN LATERAL {{Newest}}
        WHERE ($5::text IS NULL OR o.result = $5::bulkcopy.outcome_result) AND ($6::text IS NULL OR o.code = $6)
        ORDER BY s.place, e.entry_id LIMIT $4
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Reads up to <paramref name="most"/> entries, beginning with <paramref name="from"/>.</summary>
    public Task<EntryPage> ReadAsync(RunId run, EntryFilter filter, EntryId? from, int most, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading entries of run {run}", connection =>
        {
            var first = from?.Value ?? 0;
            if (filter.KeyPrefix is { Length: > 0 } prefix)
                return ReadByPrefixAsync(connection, run, filter, prefix, from, most, cancellationToken);
            if (filter.Result == OutcomeResult.Failed)
                return ReadFailedAsync(connection, run, filter.Code, first, most, cancellationToken);
            return filter.Result is null && filter.Code is null
                ? CompleteAsync(connection.Command(ReadAll.For(run)).With(first).With(most + 1), most, cancellationToken)
                : ReadWindowAsync(connection, run, filter, first, most, cancellationToken);
        }, cancellationToken);

    private static Task<EntryPage> ReadFailedAsync(
        NpgsqlConnection connection, RunId run, string? code, long first, int most, CancellationToken cancellationToken)
    {
        var command = connection.Command((code is null ? ReadFailed : ReadFailedByCode).For(run)).With(first).With(most + 1);
        return CompleteAsync(code is null ? command : command.With(code), most, cancellationToken);
    }

    // One row more than asked for is read: it is where the next page begins.
    private static async Task<EntryPage> CompleteAsync(NpgsqlCommand command, int most, CancellationToken cancellationToken)
    {
        await using (command)
        {
            var rows = await command.ReadAllAsync(ReadRow, cancellationToken).ConfigureAwait(false);
            if (rows.Count <= most)
                return new EntryPage(rows, null);
            var next = rows[most].Entry.Id;
            rows.RemoveAt(most);
            return new EntryPage(rows, next);
        }
    }

    private static async Task<EntryPage> ReadWindowAsync(
        NpgsqlConnection connection, RunId run, EntryFilter filter, long first, int most, CancellationToken cancellationToken)
    {
        await using var find = connection.Command(FindWindow.For(run)).With(first).With(MostScanned);
        var (end, count) = await find.ReadFirstAsync(reader => (reader.IsDBNull(0) ? first : reader.GetInt64(0), reader.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        var page = await CompleteAsync(
            connection.Command(ReadWindow.For(run)).With(first).With(end).With(most + 1).With(filter.Result?.ToString()).With(filter.Code),
            most, cancellationToken).ConfigureAwait(false);
        return page.Next is null && count == MostScanned ? page with { Next = new EntryId(end + 1) } : page;
    }

    private static async Task<EntryPage> ReadByPrefixAsync(
        NpgsqlConnection connection, RunId run, EntryFilter filter, string prefix, EntryId? from, int most, CancellationToken cancellationToken)
    {
        await using var find = connection.Command((from is null ? FindFirstSegments : FindNextSegments).For(run)).With(prefix).With(MostSegments + 1);
        if (from is { } position)
            find.With(position.Value >> EntryBits);
        var segments = await find.ReadAllAsync(reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        var page = await CompleteAsync(
            connection.Command(ReadSegments.For(run)).With(segments.Take(MostSegments).ToArray()).With(prefix).With(from?.Value ?? 0)
                .With(most + 1).With(filter.Result?.ToString()).With(filter.Code),
            most, cancellationToken).ConfigureAwait(false);
        return page.Next is null && segments.Count > MostSegments ? page with { Next = new EntryId(segments[MostSegments] << EntryBits) } : page;
    }

    private static ReportRow ReadRow(NpgsqlDataReader reader) =>
        new(EntryRows.Read(reader), reader.IsDBNull(EntryRows.ColumnCount) ? null : OutcomeRows.Read(reader, EntryRows.ColumnCount));
}
