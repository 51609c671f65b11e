using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>The segments of a run in the order of keys: how far they are, how many of their entries failed, how long one takes.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunSegments(NpgsqlDataSource source)
{
    /// <summary>Segments are read up to so many.</summary>
    public const int Most = 20_000;

    private const int Sampled = 200;

    // Failures are counted from the index of failed entries alone.
    private const string SelectSegments = """
        SELECT s.segment_id, s.first_key, s.entry_count, s.byte_count, s.state = 'Done', s.state = 'Leased', coalesce(f.failed, 0)
        FROM (SELECT segment_id, first_key, entry_count, byte_count, state FROM bulkcopy.segments_{run} WHERE first_key IS NOT NULL
            ORDER BY first_key, segment_id LIMIT 20000) s
        LEFT JOIN (SELECT entry_id >> 10 AS segment_id, count(*) AS failed FROM bulkcopy.outcomes_{run} WHERE final AND result = 'Failed' GROUP BY 1) f USING (segment_id)
        ORDER BY s.first_key, s.segment_id
        """;

    // A few outcomes of some segments: reading all would be reading the ledger.
    private const string SelectDurations = """
        SELECT s.segment_id, avg(o.duration_ms)::float8
        FROM unnest($1::bigint[]) s(segment_id) CROSS JOIN LATERAL (
            SELECT duration_ms FROM bulkcopy.outcomes_{run} WHERE entry_id >= s.segment_id << 10 AND entry_id < (s.segment_id + 1) << 10
            ORDER BY entry_id, attempt LIMIT 10) o
        GROUP BY s.segment_id
        """;

    // Some failed entries of each segment, whose keys tell more than the segment's first.
    private const string SelectFailedKeys = """
        SELECT s.segment_id, e.key
        FROM unnest($1::bigint[]) s(segment_id) CROSS JOIN LATERAL (
            SELECT entry_id FROM bulkcopy.outcomes_{run} WHERE final AND result = 'Failed' AND entry_id >= s.segment_id << 10 AND entry_id < (s.segment_id + 1) << 10
            ORDER BY entry_id LIMIT 10) o
        JOIN bulkcopy.entries_{run} e USING (entry_id)
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Reads up to <see cref="Most"/> segments.</summary>
    public Task<IReadOnlyList<SegmentReading>> ReadAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<SegmentReading>>($"reading the segments of run {run}", async connection =>
        {
            await using var select = connection.Command(SelectSegments.For(run));
            var segments = await select.ReadAllAsync(
                reader => new SegmentReading(
                    reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3), reader.GetBoolean(4), reader.GetBoolean(5), reader.GetInt64(6), null),
                cancellationToken).ConfigureAwait(false);
            var done = segments.Where(segment => segment.IsDone).ToArray();
            var every = Math.Max(1, done.Length / Sampled);
            await using var sample = connection.Command(SelectDurations.For(run)).With(done.Where((_, place) => place % every == 0).Select(segment => segment.Segment).ToArray());
            var durations = (await sample.ReadAllAsync(reader => (reader.GetInt64(0), reader.GetDouble(1)), cancellationToken).ConfigureAwait(false)).ToDictionary();
            await using var failed = connection.Command(SelectFailedKeys.For(run)).With(
                segments.Where(segment => segment.Failed > 0).OrderByDescending(segment => segment.Failed).Take(Sampled).Select(segment => segment.Segment).ToArray());
            var keys = (await failed.ReadAllAsync(reader => (reader.GetInt64(0), reader.GetString(1)), cancellationToken).ConfigureAwait(false))
                .ToLookup(pair => pair.Item1, pair => pair.Item2);
            return
            [
                .. segments.Select(segment => segment with
                {
                    Milliseconds = durations.TryGetValue(segment.Segment, out var mean) ? mean : null, FailedKeys = [.. keys[segment.Segment]],
                }),
            ];
        }, cancellationToken);
}

/// <summary>A segment of objects.</summary>
/// <param name="Segment">Its number.</param>
/// <param name="FirstKey">Key of its first entry.</param>
/// <param name="Entries">How many entries it has.</param>
/// <param name="Bytes">How large they are.</param>
/// <param name="IsDone">It is done.</param>
/// <param name="IsLeased">A worker holds it.</param>
/// <param name="Failed">Entries that failed for good.</param>
/// <param name="Milliseconds">Mean time of some of its entries; <c>null</c> if none was looked at.</param>
public sealed record SegmentReading(long Segment, string FirstKey, int Entries, long Bytes, bool IsDone, bool IsLeased, long Failed, double? Milliseconds)
{
    /// <summary>Keys of some of the entries that failed.</summary>
    public IReadOnlyList<string> FailedKeys { get; init; } = [];
}
