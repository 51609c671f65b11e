using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Listing ranges and manifest entries in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class ManifestLedger(NpgsqlDataSource source) : IManifestLedger
{
    private const string Columns = "run_id, range_id, prefix, cursor_key, cursor_version_id, end_through, pages, source, part, open_entry, open_versions";

    // The run is locked against a change of its state until the lease is there: who sees it pausing sees every lease.
    private const string ClaimRange = $"""
        WITH run AS MATERIALIZED (
            SELECT run_id FROM bulkcopy.runs WHERE run_id = $1 AND state IN ('Preparing', 'Active') FOR SHARE
        ), free AS (
            SELECT l.range_id FROM bulkcopy.listing_ranges l
            WHERE l.run_id = $1 AND l.state = 'Ready' AND EXISTS (SELECT FROM run)
                AND EXISTS (SELECT FROM bulkcopy.workers WHERE worker_id = $2 AND lease_until > now())
            ORDER BY l.range_id LIMIT 1 FOR UPDATE OF l SKIP LOCKED
        )
        UPDATE bulkcopy.listing_ranges SET state = 'Leased', worker_id = $2
        WHERE run_id = $1 AND range_id = (SELECT range_id FROM free)
        RETURNING {Columns}
        """;

    private const string ReleaseRange = """
        UPDATE bulkcopy.listing_ranges SET state = 'Ready', worker_id = NULL
        WHERE run_id = $1 AND range_id = $2 AND state = 'Leased' AND worker_id = $3
        """;

    private const string ReserveSegmentIds = "SELECT nextval('bulkcopy.segment_id') FROM generate_series(1, $1)";

    private const string ReadHeldRange = $"""
        SELECT {Columns} FROM bulkcopy.listing_ranges WHERE run_id = $1 AND range_id = $2 AND state = 'Leased' AND worker_id = $3
        """;

    private const string SplitRange = """
        WITH kept AS (
            UPDATE bulkcopy.listing_ranges SET end_through = $3
            WHERE run_id = $1 AND range_id = $2 AND state <> 'Done' AND part IS NULL AND end_through IS NOT DISTINCT FROM $4
                AND (cursor_key IS NULL OR cursor_key < $3) AND (end_through IS NULL OR $3 < end_through)
            RETURNING run_id, source, prefix
        )
        INSERT INTO bulkcopy.listing_ranges (run_id, source, prefix, cursor_key, end_through)
        SELECT run_id, source, prefix, $3, $4 FROM kept
        """;

    private const string FindRangeToSplit = $"""
        SELECT {Columns} FROM bulkcopy.listing_ranges
        WHERE run_id = $1 AND state = 'Leased' AND pages >= $2 AND part IS NULL
            AND NOT EXISTS (SELECT FROM bulkcopy.listing_ranges WHERE run_id = $1 AND state = 'Ready')
        ORDER BY pages DESC, range_id LIMIT 1
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<ListingRange?> ClaimRangeAsync(RunId run, WorkerId worker, CancellationToken cancellationToken) =>
        _database.CallAsync($"claiming a listing range of run {run}", async connection =>
        {
            await using var command = connection.Command(ClaimRange).With(run.Value).With(worker.Value);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseRangeAsync(ListingRange range, WorkerId worker, CancellationToken cancellationToken) =>
        _database.CallAsync($"giving back range {range.RangeId} of run {range.Run}", async connection =>
        {
            await using var command = connection.Command(ReleaseRange).With(range.Run.Value).With(range.RangeId).With(worker.Value);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SegmentId>> ReserveSegmentIdsAsync(int count, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<SegmentId>>("reserving segment numbers", async connection =>
        {
            await using var command = connection.Command(ReserveSegmentIds).With(count);
            return await command.ReadAllAsync(reader => new SegmentId(reader.GetInt64(0)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ListingRange?> ReadHeldRangeAsync(ListingRange range, WorkerId worker, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading range {range.RangeId} of run {range.Run}", async connection =>
        {
            await using var command = connection.Command(ReadHeldRange).With(range.Run.Value).With(range.RangeId).With(worker.Value);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AppendPageIfLeasedAsync(ListingRange range, WorkerId worker, ManifestPage page, CancellationToken cancellationToken) =>
        _database.CallAsync($"appending a page to the manifest of run {range.Run}",
            connection => PageWriter.AppendIfLeasedAsync(connection, range, worker, page, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SplitRangeAsync(ListingRange range, string at, CancellationToken cancellationToken) =>
        _database.CallAsync($"splitting range {range.RangeId} of run {range.Run}", async connection =>
        {
            await using var command = connection.Command(SplitRange).With(range.Run.Value).With(range.RangeId).With(at).With(range.EndThrough);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ListingRange?> FindRangeToSplitAsync(RunId run, int leastPages, CancellationToken cancellationToken) =>
        _database.CallAsync($"looking for a range of run {run} to split", async connection =>
        {
            await using var command = connection.Command(FindRangeToSplit).With(run.Value).With(leastPages);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ManifestEntry>?> ReadFailedAsync(RunId run, long after, int most, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading the failures of run {run}", connection => ManifestFiles.ReadFailedAsync(connection, run, after, most, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<long> ReadFileLengthAsync(RunId run, int file, CancellationToken cancellationToken) =>
        _database.CallAsync($"looking for the manifest of run {run}", connection => ManifestFiles.ReadLengthAsync(connection, run, file, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> ReadFileAsync(RunId run, int file, long offset, int count, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading the manifest of run {run}", connection => ManifestFiles.ReadAsync(connection, run, file, offset, count, cancellationToken), cancellationToken);

    private static ListingRange Read(NpgsqlDataReader reader) => new()
    {
        Run = new RunId(reader.GetInt32(0)),
        RangeId = reader.GetInt64(1),
        Prefix = reader.GetString(2),
        CursorKey = reader.TextOrNull(3),
        CursorVersionId = reader.TextOrNull(4),
        EndThrough = reader.TextOrNull(5),
        Pages = reader.GetInt32(6),
        Source = reader.GetInt16(7),
        Part = reader.TextOrNull(8) is { } part ? ManifestPartJson.Read(part) : null,
        OpenEntry = reader.IsDBNull(9) ? null : new EntryId(reader.GetInt64(9)),
        OpenVersions = reader.GetInt32(10),
    };
}
