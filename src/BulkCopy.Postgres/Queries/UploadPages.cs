using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Uploads;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Multipart uploads that are not closed.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class UploadPages(NpgsqlDataSource source)
{
    private const string SelectUnclosed = """
        SELECT u.upload_no, u.run_id, u.entry_id, u.store, u.bucket, u.key, u.upload_id, u.state, coalesce(u.part_count, 0), u.parts_done, u.intended_at,
            r.run_id IS NULL OR r.finished_at IS NOT NULL OR u.state = 'Aborting'
        FROM bulkcopy.uploads u LEFT JOIN bulkcopy.runs r USING (run_id)
        WHERE u.closed_at IS NULL AND (u.run_id, u.upload_no) > ($1, $2) AND ($4::integer IS NULL OR u.run_id = $4)
            AND (NOT $5 OR r.run_id IS NULL OR r.finished_at IS NOT NULL OR u.state = 'Aborting')
        ORDER BY u.run_id, u.upload_no LIMIT $3
        """;

    private const string SelectPlace = "SELECT run_id FROM bulkcopy.uploads WHERE upload_no = $1";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Uploads behind <paramref name="after"/> in the order of runs; only orphans, which wait to be aborted, if <paramref name="orphansOnly"/>.</summary>
    public Task<List<UploadRow>> ListUnclosedAsync(
        RunId? run, (RunId Run, long UploadNo)? after, int most, bool orphansOnly, CancellationToken cancellationToken) =>
        _database.CallAsync("listing uploads", async connection =>
        {
            await using var command = connection.Command(SelectUnclosed)
                .With(after?.Run.Value ?? 0).With(after?.UploadNo ?? 0).With(most).With(run?.Value).With(orphansOnly);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Where an upload stands in that order; behind everything if there is no such upload.</summary>
    public Task<(RunId Run, long UploadNo)> FindPlaceAsync(long uploadNo, CancellationToken cancellationToken) =>
        _database.CallAsync("looking up an upload", async connection =>
        {
            await using var command = connection.Command(SelectPlace).With(uploadNo);
            return (new RunId(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as int? ?? int.MaxValue), uploadNo);
        }, cancellationToken);

    private static UploadRow Read(NpgsqlDataReader reader) => new()
    {
        UploadNo = reader.GetInt64(0),
        Run = new RunId(reader.GetInt32(1)),
        Entry = new EntryId(reader.GetInt64(2)),
        Store = reader.GetString(3),
        Bucket = reader.GetString(4),
        Key = reader.GetString(5),
        UploadId = reader.TextOrNull(6),
        State = reader.GetFieldValue<UploadState>(7),
        PartCount = reader.GetInt32(8),
        PartsDone = reader.GetInt32(9),
        IntendedAt = reader.Time(10),
        IsOrphan = reader.GetBoolean(11),
    };
}
