using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Uploads;
using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Multipart uploads in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class UploadLedger(NpgsqlDataSource source) : IUploadLedger
{
    private const string Columns =
        "upload_no, run_id, entry_id, store, bucket, key, upload_id, state, coalesce(part_size, 0), coalesce(part_count, 0), source_crc64, intended_at, given_up_by";

    private const string Intend = $"""
        INSERT INTO bulkcopy.uploads (run_id, entry_id, store, bucket, key) VALUES ($1, $2, $3, $4, $5) RETURNING {Columns}
        """;

    // An intention that was settled meanwhile takes the id nevertheless, to be aborted.
    private const string Open = """
        UPDATE bulkcopy.uploads SET upload_id = $2, part_size = $3, part_count = $4, source_crc64 = $5, closed_at = NULL,
            state = CASE WHEN state = 'Intended' THEN 'Open' ELSE 'Aborting' END::bulkcopy.upload_state
        WHERE upload_no = $1 AND (state = 'Intended' OR (state = 'Aborted' AND upload_id IS NULL))
        RETURNING state
        """;

    private const string ListByEntry = $"""
        SELECT {Columns} FROM bulkcopy.uploads WHERE run_id = $1 AND entry_id = $2 ORDER BY upload_no DESC
        """;

    private const string Move = """
        UPDATE bulkcopy.uploads SET state = $3::bulkcopy.upload_state, closed_at = CASE WHEN $3::bulkcopy.upload_state IN ('Completed', 'Aborted') THEN now() END
        WHERE upload_no = $1 AND state = $2
        """;

    private const string GiveUp = """
        UPDATE bulkcopy.uploads SET state = CASE WHEN state = 'Aborted' THEN 'Aborted' ELSE 'Aborting' END::bulkcopy.upload_state, given_up_by = $2
        WHERE upload_no = $1 AND (state = 'Open' OR (state IN ('Aborting', 'Aborted') AND coalesce(given_up_by, $2) = $2))
        """;

    private const string ListParts = """
        SELECT part_number, etag, crc64, duration_ms, at FROM bulkcopy.part_outcomes_{run}
        WHERE entry_id = $1 AND upload_no = $2 ORDER BY part_number
        """;

    private const string EndingRuns = "SELECT run_id FROM bulkcopy.runs WHERE state IN ('Cancelling', 'Failing')";

    private const string IsQuiet = "SELECT NOT EXISTS (SELECT FROM bulkcopy.segments_{run} WHERE state = 'Leased')";

    // The runs are locked until their uploads are marked: who reopens one waits, and then finds no upload of it open.
    private const string MarkLeftBehind = """
        WITH over AS MATERIALIZED (
            SELECT r.run_id FROM bulkcopy.runs r
            WHERE (r.finished_at IS NOT NULL OR (r.run_id = ANY ($1) AND r.state IN ('Cancelling', 'Failing')))
                AND r.run_id IN (SELECT run_id FROM bulkcopy.uploads WHERE closed_at IS NULL AND state = 'Open')
            ORDER BY r.run_id FOR SHARE OF r
        ), left_behind AS (
            SELECT u.upload_no FROM bulkcopy.uploads u
            WHERE u.closed_at IS NULL AND u.state = 'Open'
                AND (u.run_id IN (SELECT run_id FROM over) OR NOT EXISTS (SELECT FROM bulkcopy.runs r WHERE r.run_id = u.run_id))
            ORDER BY u.upload_no LIMIT 1000 FOR UPDATE OF u SKIP LOCKED
        )
        UPDATE bulkcopy.uploads SET state = 'Aborting' WHERE upload_no = ANY (ARRAY(SELECT upload_no FROM left_behind))
        """;

    private const string ListToAbort = $"""
        SELECT {Columns} FROM bulkcopy.uploads u
        WHERE closed_at IS NULL AND (state = 'Aborting' OR (state = 'Intended' AND (run_id = ANY ($1)
            OR NOT EXISTS (SELECT FROM bulkcopy.runs r WHERE r.run_id = u.run_id AND r.finished_at IS NULL))))
            AND (abort_after IS NULL OR abort_after <= now())
        ORDER BY abort_after NULLS FIRST, upload_no LIMIT $2
        """;

    private const string ListByKey = $"""
        SELECT {Columns} FROM bulkcopy.uploads WHERE bucket = $1 AND key = $2 AND (closed_at IS NULL OR upload_id IS NOT NULL) ORDER BY upload_no DESC LIMIT 1000
        """;

    private const string PostponeAbort = """
        UPDATE bulkcopy.uploads SET abort_tries = abort_tries + 1, abort_after = now() + least(interval '5 minutes', interval '1 second' * 2 ^ least(abort_tries, 10)), note = $2
        WHERE upload_no = $1
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<UploadRecord> IntendAsync(RunId run, EntryId entry, string store, string bucket, string key, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing down that an upload of '{key}' is about to begin", async connection =>
        {
            await using var command = connection.Command(Intend).With(run.Value).With(entry.Value).With(store).With(bucket).With(key);
            return (await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false))!;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> OpenAsync(long uploadNo, string uploadId, long partSizeBytes, int partCount, ulong? sourceCrc64, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing down the id of upload {uploadNo}", async connection =>
        {
            long? signed = sourceCrc64 is { } crc ? unchecked((long)crc) : null;
            await using var command = connection.Command(Open).With(uploadNo).With(uploadId).With(partSizeBytes).With(partCount).With(signed);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is UploadState.Open;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UploadRecord>> ListByEntryAsync(RunId run, EntryId entry, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<UploadRecord>>($"reading the uploads of entry {entry}", async connection =>
        {
            await using var command = connection.Command(ListByEntry).With(run.Value).With(entry.Value);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> MoveAsync(long uploadNo, UploadState from, UploadState to, CancellationToken cancellationToken) =>
        _database.CallAsync($"moving upload {uploadNo} to {to}", async connection =>
        {
            await using var command = connection.Command(Move).With(uploadNo).With(from).With(to);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> GiveUpAsync(long uploadNo, SegmentId segment, CancellationToken cancellationToken) =>
        _database.CallAsync($"giving up upload {uploadNo}", async connection =>
        {
            await using var command = connection.Command(GiveUp).With(uploadNo).With(segment.Value);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PartOutcome>> ListPartsAsync(RunId run, EntryId entry, long uploadNo, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<PartOutcome>>($"reading the parts of upload {uploadNo}", async connection =>
        {
            await using var command = connection.Command(ListParts.For(run)).With(entry.Value).With(uploadNo);
            return await command.ReadAllAsync(reader => ReadPart(reader, run, entry, uploadNo), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UploadRecord>> ListByKeyAsync(string bucket, string key, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<UploadRecord>>($"reading the uploads of '{key}'", async connection =>
        {
            await using var command = connection.Command(ListByKey).With(bucket).With(key);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task PostponeAbortAsync(long uploadNo, string note, CancellationToken cancellationToken) =>
        _database.CallAsync($"putting off the abort of upload {uploadNo}", async connection =>
        {
            await using var command = connection.Command(PostponeAbort).With(uploadNo).With(OutcomeRows.Printable(note));
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UploadRecord>> ListToAbortAsync(int most, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<UploadRecord>>("looking for uploads to abort", async connection =>
        {
            var quiet = await ListQuietEndingRunsAsync(connection, cancellationToken).ConfigureAwait(false);
            await using var mark = connection.Command(MarkLeftBehind).With(quiet);
            await mark.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await using var command = connection.Command(ListToAbort).With(quiet).With(most);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    // While a segment of an ending run is leased, a part of one of its uploads may be in flight and would survive the abort.
    private static async Task<int[]> ListQuietEndingRunsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var ending = connection.Command(EndingRuns);
        var quiet = new List<int>();
        foreach (var run in await ending.ReadAllAsync(reader => new RunId(reader.GetInt32(0)), cancellationToken).ConfigureAwait(false))
        {
            await using var command = connection.Command(IsQuiet.For(run));
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
                quiet.Add(run.Value);
        }
        return [.. quiet];
    }

    private static PartOutcome ReadPart(NpgsqlDataReader reader, RunId run, EntryId entry, long uploadNo) => new()
    {
        Entry = entry,
        UploadNo = uploadNo,
        PartNumber = reader.GetInt32(0),
        ETag = reader.GetString(1),
        Crc64 = reader.Crc64OrNull(2),
        Duration = TimeSpan.FromMilliseconds(reader.GetInt32(3)),
        At = reader.Time(4),
    };

    private static UploadRecord Read(NpgsqlDataReader reader) => new()
    {
        UploadNo = reader.GetInt64(0),
        Run = new RunId(reader.GetInt32(1)),
        Entry = new EntryId(reader.GetInt64(2)),
        Store = reader.GetString(3),
        Bucket = reader.GetString(4),
        Key = reader.GetString(5),
        UploadId = reader.TextOrNull(6),
        State = reader.GetFieldValue<UploadState>(7),
        PartSizeBytes = reader.GetInt64(8),
        PartCount = reader.GetInt32(9),
        SourceCrc64 = reader.Crc64OrNull(10),
        IntendedAt = reader.Time(11),
        GivenUpBy = reader.IsDBNull(12) ? null : new SegmentId(reader.GetInt64(12)),
    };
}
