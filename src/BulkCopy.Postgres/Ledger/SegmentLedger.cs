using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Segments and outcomes in PostgreSQL: the hot path.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class SegmentLedger(NpgsqlDataSource source) : ISegmentLedger
{
    // The run is locked against a change of its state until the leases are there: who sees it pausing sees every lease.
    private const string Claim = """
        WITH run AS MATERIALIZED (
            SELECT run_id FROM bulkcopy.runs WHERE run_id = $1 AND state = 'Active' FOR SHARE
        ), due AS (
            SELECT s.segment_id FROM bulkcopy.segments_{run} s
            WHERE s.state = 'Ready' AND s.due_at <= now() AND EXISTS (SELECT FROM run)
                AND EXISTS (SELECT FROM bulkcopy.workers WHERE worker_id = $2 AND lease_until > now())
            ORDER BY s.due_at, s.segment_id LIMIT $3 FOR UPDATE OF s SKIP LOCKED
        )
        UPDATE bulkcopy.segments_{run} s SET state = 'Leased', worker_id = $2, claims = s.claims + 1
        WHERE s.segment_id = ANY (ARRAY(SELECT segment_id FROM due))
        RETURNING s.segment_id, s.kind, s.claims, s.ask_first, s.entry_ids, s.first_part, s.last_part, s.tries, s.upload_no
        """;

    // A COPY takes no parameters: the bounds are numbers and stand in the text.
    private const string ReadFresh = $$"""
        COPY (SELECT {{EntryRows.Columns}} FROM bulkcopy.entries_{run} e
            WHERE e.entry_id >= {first} AND e.entry_id <= {last} AND e.way IN ('Copy', 'Relay') ORDER BY e.entry_id) TO STDOUT (FORMAT BINARY)
        """;

    private const string PendingOf = $$"""
        SELECT {{EntryRows.RevisedColumns}}, coalesce(o.attempt, 0)::integer, coalesce(o.code IN ('OutcomeUnknown', 'Unexpected'), false)
        FROM bulkcopy.entries_{run} e LEFT JOIN LATERAL (
            SELECT attempt, final, code FROM bulkcopy.outcomes_{run} WHERE entry_id = e.entry_id ORDER BY attempt DESC LIMIT 1) o ON true
            LEFT JOIN bulkcopy.source_revisions r ON r.run_id = {run} AND r.entry_id = e.entry_id
        WHERE o.final IS NOT TRUE
        """;

    private const string ReadPendingObjects = PendingOf + " AND e.entry_id >= $1 AND e.entry_id <= $2 AND e.way IN ('Copy', 'Relay') ORDER BY e.entry_id";

    private const string ReadPendingNamed = PendingOf + " AND e.entry_id = ANY ($1) ORDER BY e.entry_id";

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    /// <remarks>One round trip.</remarks>
    public Task<IReadOnlyList<LeasedSegment>> ClaimAsync(RunId run, WorkerId worker, int most, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<LeasedSegment>>($"claiming segments of run {run}", async connection =>
        {
            await using var command = connection.Command(Claim.For(run)).With(run.Value).With(worker.Value).With(most);
            return await command.ReadAllAsync(reader => ReadSegment(reader, run), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>One round trip. A segment claimed for the first time has no outcomes: its entries are read and nothing else, by COPY,
    /// which costs this process a third of what a query of the same columns costs.</remarks>
    public Task<IReadOnlyList<PendingEntry>> ReadPendingAsync(LeasedSegment segment, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<PendingEntry>>($"reading the entries of segment {segment.Id}", async connection =>
        {
            var (first, last) = (segment.Id.Entry(0), segment.Id.Entry(SegmentId.MostEntries - 1));
            if (segment is { EntryIds: null, Claims: 1 })
                return await ReadFreshAsync(connection, segment.Run, first, last, cancellationToken).ConfigureAwait(false);
            await using var command = segment.EntryIds is { } named
                ? connection.Command(ReadPendingNamed.For(segment.Run)).With(named.Select(entry => entry.Value).ToArray())
                : connection.Command(ReadPendingObjects.For(segment.Run)).With(first.Value).With(last.Value);
            return await command.ReadAllAsync(ReadPendingEntry, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>See <see cref="BatchWriter"/>.</remarks>
    public Task<IReadOnlySet<SegmentId>> WriteAsync(LedgerBatch batch, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing outcomes of run {batch.Run}", connection => BatchWriter.WriteAsync(connection, batch, cancellationToken), cancellationToken);

    private static async Task<List<PendingEntry>> ReadFreshAsync(
        NpgsqlConnection connection, RunId run, EntryId first, EntryId last, CancellationToken cancellationToken)
    {
        var sql = ReadFresh.For(run).Replace("{first}", first.ToString(), StringComparison.Ordinal).Replace("{last}", last.ToString(), StringComparison.Ordinal);
        using var rows = await CopyRows.ReadAsync(connection, sql, cancellationToken).ConfigureAwait(false);
        var reader = rows.Open();
        var entries = new List<PendingEntry>(SegmentId.MostEntries);
        string? storageClass = null;
        while (reader.ReadRow())
            entries.Add(new PendingEntry(EntryRows.Read(ref reader, ref storageClass), 0, false));
        return entries;
    }

    private static PendingEntry ReadPendingEntry(NpgsqlDataReader reader) =>
        new(EntryRows.Read(reader), reader.GetInt32(EntryRows.ColumnCount), reader.GetBoolean(EntryRows.ColumnCount + 1));

    private static LeasedSegment ReadSegment(NpgsqlDataReader reader, RunId run) => new()
    {
        Run = run,
        Id = new SegmentId(reader.GetInt64(0)),
        Kind = reader.GetFieldValue<SegmentKind>(1),
        Claims = reader.GetInt32(2),
        AskFirst = reader.GetBoolean(3),
        EntryIds = reader.IsDBNull(4) ? null : Array.ConvertAll(reader.GetFieldValue<long[]>(4), entry => new EntryId(entry)),
        FirstPart = reader.IntOrNull(5),
        LastPart = reader.IntOrNull(6),
        Tries = reader.GetInt16(7),
        UploadNo = reader.IsDBNull(8) ? null : reader.GetInt64(8),
    };
}
