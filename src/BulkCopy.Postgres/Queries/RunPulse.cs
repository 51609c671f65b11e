using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>What is being done for a run at this moment. Every number is counted up to a limit.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunPulse(NpgsqlDataSource source)
{
    /// <summary>Segments are counted up to so many.</summary>
    public const int MostCounted = 10_000;

    private const string SelectRanges = """
        SELECT count(*) FILTER (WHERE state = 'Leased'), count(*) FILTER (WHERE state = 'Ready')
        FROM (SELECT state FROM bulkcopy.listing_ranges WHERE run_id = $1 AND state <> 'Done' LIMIT 10000) r
        """;

    private const string SelectReady = """
        SELECT count(*) FILTER (WHERE kind <> 'Retry'), count(*) FILTER (WHERE kind = 'Retry'), min(CASE WHEN isfinite(due_at) THEN due_at ELSE now() END)
        FROM (SELECT kind, due_at FROM bulkcopy.segments_{run} WHERE state = 'Ready' ORDER BY due_at, segment_id LIMIT 10000) s
        """;

    private const string SelectLeases = """
        SELECT s.worker_id, w.name, w.lease_until, s.kind, s.segments, s.entries
        FROM (SELECT worker_id, kind, count(*) AS segments, sum(entry_count) AS entries
            FROM (SELECT worker_id, kind, entry_count FROM bulkcopy.segments_{run} WHERE state = 'Leased' LIMIT 10000) l GROUP BY worker_id, kind) s
        JOIN bulkcopy.workers w USING (worker_id)
        ORDER BY s.worker_id, s.kind
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Reads all of it.</summary>
    public Task<RunPulseReading> ReadAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading what is done for run {run}", async connection =>
        {
            await using var ranges = connection.Command(SelectRanges).With(run.Value);
            var (listing, unlisted) = await ranges.ReadFirstAsync(reader => (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken).ConfigureAwait(false);
            await using var ready = connection.Command(SelectReady.For(run));
            var (fresh, retries, due) = await ready.ReadFirstAsync(
                reader => (reader.GetInt64(0), reader.GetInt64(1), reader.TimeOrNull(2)), cancellationToken).ConfigureAwait(false);
            await using var leases = connection.Command(SelectLeases.For(run));
            var leased = await leases.ReadAllAsync(
                reader => new SegmentLease(
                    new WorkerId(reader.GetInt32(0)), reader.GetString(1), reader.Time(2), reader.GetFieldValue<SegmentKind>(3), reader.GetInt64(4), reader.GetInt64(5)),
                cancellationToken).ConfigureAwait(false);
            return new RunPulseReading(listing, unlisted, fresh, retries, due, leased);
        }, cancellationToken);
}

/// <summary>What is being done for a run.</summary>
/// <param name="RangesListed">Ranges of keys that are being listed.</param>
/// <param name="RangesWaiting">Ranges that wait for a lister.</param>
/// <param name="SegmentsReady">Segments that wait for a worker.</param>
/// <param name="RetriesReady">Segments of entries that are tried again, now or later.</param>
/// <param name="FirstDue">When the first of these segments is due.</param>
/// <param name="Leases">What workers hold.</param>
public sealed record RunPulseReading(
    long RangesListed, long RangesWaiting, long SegmentsReady, long RetriesReady, DateTimeOffset? FirstDue, IReadOnlyList<SegmentLease> Leases);

/// <summary>Segments of one kind that a worker holds.</summary>
public sealed record SegmentLease(WorkerId Worker, string Name, DateTimeOffset LeaseUntil, SegmentKind Kind, long Segments, long Entries);
