using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>What multipart uploads that are not closed hold at the stores.</summary>
/// <param name="Open">Uploads that are not closed.</param>
/// <param name="Orphaned">Of these, uploads that nobody works on any more: they wait to be aborted.</param>
/// <param name="LeakedBytes">Size of the parts that orphaned uploads have, at most: a last part may be smaller.</param>
/// <param name="Notes">What the stores said of orphaned uploads last, up to five.</param>
public sealed record UploadSummary(long Open, long Orphaned, long LeakedBytes, IReadOnlyList<string> Notes);

/// <summary>Reads what uploads hold, of all runs or of one.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class UploadSummaries(NpgsqlDataSource source)
{
    private const int MostNotes = 5;

    // Bounded: more than so many unclosed uploads are many, however many they are.
    private const string SelectUnclosed = """
        SELECT u.upload_no, u.run_id, u.entry_id, coalesce(u.part_size, 0), u.parts_done, u.note,
            r.run_id IS NULL OR r.finished_at IS NOT NULL OR u.state = 'Aborting', r.run_id IS NOT NULL
        FROM (SELECT * FROM bulkcopy.uploads WHERE closed_at IS NULL AND ($1::integer IS NULL OR run_id = $1) ORDER BY run_id, upload_no LIMIT 10000) u
        LEFT JOIN bulkcopy.runs r USING (run_id)
        """;

    private const string CountParts = """
        SELECT upload_no, count(*) FROM bulkcopy.part_outcomes_{run} WHERE entry_id = ANY ($1) AND upload_no = ANY ($2) GROUP BY upload_no
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Reads the uploads of one run, or of all if <paramref name="run"/> is <c>null</c>.</summary>
    public Task<UploadSummary> ReadAsync(RunId? run, CancellationToken cancellationToken) =>
        _database.CallAsync("adding up what uploads hold", connection => ReadAsync(connection, run, cancellationToken), cancellationToken);

    internal static async Task<UploadSummary> ReadAsync(NpgsqlConnection connection, RunId? run, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(SelectUnclosed).With(run?.Value);
        var uploads = await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        var orphans = uploads.FindAll(upload => upload.IsOrphan);
        var leaked = 0L;
        foreach (var group in orphans.Where(upload => upload.PartSize > 0).GroupBy(upload => (upload.Run, upload.HasRun)))
        {
            var counted = group.Key.HasRun ? await CountAsync(connection, group.Key.Run, [.. group], cancellationToken).ConfigureAwait(false) : [];
            leaked += group.Sum(upload => Math.Max(counted.GetValueOrDefault(upload.No), upload.PartsDone) * upload.PartSize);
        }
        return new UploadSummary(uploads.Count, orphans.Count, leaked, [.. orphans.Select(upload => upload.Note).OfType<string>().Distinct().Take(MostNotes)]);
    }

    private static async Task<Dictionary<long, long>> CountAsync(NpgsqlConnection connection, RunId run, Unclosed[] uploads, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(CountParts.For(run)).With(uploads.Select(upload => upload.Entry).ToArray()).With(uploads.Select(upload => upload.No).ToArray());
        return (await command.ReadAllAsync(reader => (No: reader.GetInt64(0), Count: reader.GetInt64(1)), cancellationToken).ConfigureAwait(false)).ToDictionary(row => row.No, row => row.Count);
    }

    private static Unclosed Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), new RunId(reader.GetInt32(1)), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt32(4), reader.TextOrNull(5), reader.GetBoolean(6), reader.GetBoolean(7));

    private readonly record struct Unclosed(long No, RunId Run, long Entry, long PartSize, int PartsDone, string? Note, bool IsOrphan, bool HasRun);
}
