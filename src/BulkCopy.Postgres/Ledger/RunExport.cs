using System.Runtime.CompilerServices;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Reads a run's ledger row by row, by keyset: memory does not grow with the run, and nothing is locked.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunExport(NpgsqlDataSource source)
{
    private const int PageRows = 2000;

    // The first columns of each statement are the key that the next page begins behind; numbers, at most three.
    private const string Entries = """
        SELECT entry_id AS "entry", key AS "key", version_id AS "versionId", size AS "size", etag AS "eTag", last_modified AS "lastModified",
            storage_class AS "storageClass", way::text AS "way"
        FROM bulkcopy.entries_{run} WHERE entry_id > $1 AND $2::bigint IS NOT NULL AND $3::bigint IS NOT NULL ORDER BY entry_id LIMIT $4
        """;

    private const string Outcomes = """
        SELECT entry_id AS "entry", attempt::bigint AS "attempt", result::text AS "result", final AS "final", proof::text AS "proof", code AS "code", message AS "message",
            bytes AS "bytes", source_version_id AS "sourceVersionId", dest_version_id AS "destinationVersionId", dest_etag AS "destinationETag",
            CASE WHEN crc64 < 0 THEN crc64::numeric + 18446744073709551616 ELSE crc64 END::text AS "crc64", dest_class AS "destinationStorageClass",
            worker_id AS "worker", duration_ms AS "milliseconds", at AS "at"
        FROM bulkcopy.outcomes_{run} WHERE (entry_id, attempt) > ($1, $2) AND $3::bigint IS NOT NULL ORDER BY entry_id, attempt LIMIT $4
        """;

    private const string Parts = """
        SELECT entry_id AS "entry", upload_no AS "upload", part_number::bigint AS "part", etag AS "eTag",
            CASE WHEN crc64 < 0 THEN crc64::numeric + 18446744073709551616 ELSE crc64 END::text AS "crc64", worker_id AS "worker", duration_ms AS "milliseconds", at AS "at"
        FROM bulkcopy.part_outcomes_{run} WHERE (entry_id, upload_no, part_number) > ($1, $2, $3) ORDER BY entry_id, upload_no, part_number LIMIT $4
        """;

    private const string Events = """
        SELECT event_id AS "event", at AS "at", kind AS "kind", message AS "message"
        FROM bulkcopy.run_events WHERE run_id = {run} AND event_id > $1 AND $2::bigint IS NOT NULL AND $3::bigint IS NOT NULL ORDER BY event_id LIMIT $4
        """;

    private const string Versions = """
        SELECT e.entry_id AS "entry", e.key AS "key", e.version_no AS "fromNewest", e.version_id AS "versionId", e.way::text = 'DeleteMarker' AS "deleteMarker",
            e.last_modified AS "lastModified", o.dest_version_id AS "destinationVersionId", o.result::text AS "result", o.final AS "final", o.code AS "code"
        FROM (SELECT * FROM bulkcopy.entries_{run} WHERE entry_id > $1 AND $2::bigint IS NOT NULL AND $3::bigint IS NOT NULL ORDER BY entry_id LIMIT $4) e
            LEFT JOIN LATERAL (SELECT * FROM bulkcopy.outcomes_{run} WHERE entry_id = e.entry_id ORDER BY attempt DESC LIMIT 1) o ON true
        ORDER BY e.entry_id
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Names of the columns of a part of the ledger, in order.</summary>
    public static IReadOnlyList<string> Columns(ExportPart part) =>
        [.. Statement(part).Split("AS \"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)])];

    /// <summary>Reads all rows in the order of their numbers: numbers, texts, truths and times; <c>null</c> where nothing is known.</summary>
    public async IAsyncEnumerable<IReadOnlyList<object?>> ReadAsync(RunId run, ExportPart part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = part switch { ExportPart.Outcomes => 2, ExportPart.Parts => 3, _ => 1 };
        var after = new long[] { long.MinValue, long.MinValue, long.MinValue };
        while (true)
        {
            var page = await ReadPageAsync(run, part, after, cancellationToken).ConfigureAwait(false);
            foreach (var row in page)
                yield return row;
            if (page.Count < PageRows)
                yield break;
            for (var i = 0; i < keys; i++)
                after[i] = (long)page[^1][i]!;
        }
    }

    private Task<List<object?[]>> ReadPageAsync(RunId run, ExportPart part, long[] after, CancellationToken cancellationToken) =>
        _database.CallAsync($"exporting run {run}", async connection =>
        {
            await using var command = connection.Command(Statement(part).For(run)).With(after[0]).With(after[1]).With(after[2]).With(PageRows);
            return await command.ReadAllAsync(ReadRow, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static object?[] ReadRow(NpgsqlDataReader reader)
    {
        var row = new object?[reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
            row[i] = reader.IsDBNull(i) ? null : reader.GetFieldType(i) == typeof(DateTime) ? reader.Time(i) : reader.GetValue(i);
        return row;
    }

    private static string Statement(ExportPart part) => part switch
    {
        ExportPart.Entries => Entries,
        ExportPart.Outcomes => Outcomes,
        ExportPart.Parts => Parts,
        ExportPart.Versions => Versions,
        _ => Events,
    };
}
