using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Benchmarks.Server;

/// <summary>A run of millions of entries, made by SQL: most have outcomes, some of them failed, the rest waits for a writer.</summary>
internal sealed class LargeLedger(NpgsqlDataSource database)
{
    private const int SegmentEntries = 1000;

    private const string FillSegments = """
        INSERT INTO bulkcopy.segments (run_id, segment_id, kind, state, entry_count, byte_count, first_key, last_key, done_at)
        SELECT $1, s, 'Objects', CASE WHEN s * 1000 <= $3 THEN 'Done' ELSE 'Ready' END::bulkcopy.work_state, 1000, 1000000,
            'data/' || lpad(((s - 1) * 1000)::text, 10, '0'), 'data/' || lpad((s * 1000 - 1)::text, 10, '0'), CASE WHEN s * 1000 <= $3 THEN now() END
        FROM generate_series(1, $2 / 1000) s
        """;

    private const string FillEntries = """
        INSERT INTO bulkcopy.entries (run_id, entry_id, key, size, etag, last_modified, way)
        SELECT $1, ((n / 1000 + 1) << 10) + n % 1000, 'data/' || lpad(n::text, 10, '0'), 1000, md5(n::text), now(), 'Copy'
        FROM generate_series(0::bigint, $2 - 1) n
        """;

    private const string FillOutcomes = """
        INSERT INTO bulkcopy.outcomes (run_id, entry_id, attempt, final, result, proof, bytes, code, message, worker_id, duration_ms, at)
        SELECT $1, ((n / 1000 + 1) << 10) + n % 1000, 1, true, CASE WHEN f THEN 'Failed' WHEN n % 1000003 = 0 THEN 'Skipped' ELSE 'Copied' END::bulkcopy.outcome_result,
            CASE WHEN f THEN 'None' ELSE 'Crc64' END::bulkcopy.proof, 1000,
            CASE WHEN f THEN CASE WHEN n % 40000 < $3 THEN 'EntityTooLarge' WHEN n % 3 = 0 THEN 'Throttled' ELSE 'AccessDenied' END END,
            CASE WHEN f THEN 'PUT Object - Copy failed: AccessDenied (AccessDenied), status 403: no [request 1]' END, 1, 20, now()
        FROM (SELECT n, n % $3 = 0 AS f FROM generate_series(0::bigint, $2 - 1) n) i
        """;

    private const string FillRest = """
        INSERT INTO bulkcopy.run_totals (run_id, worker_id, listed, listed_bytes, copied, failed, bytes, verified) VALUES ($1, 1, $2, $2 * 1000, $3 - $4, $4, ($3 - $4) * 1000, $3 - $4);
        """;

    /// <summary>What the run's job says.</summary>
    public JobSpec Spec { get; } = new()
    {
        Name = "large", Source = new StoreLocation("cos", "photos-1250000000", ""), Destination = new StoreLocation("cos", "photos-1250000001", ""),
    };

    /// <summary>Number of the run.</summary>
    public RunId Run { get; private set; }

    /// <summary>Fills the ledger.</summary>
    public async Task FillAsync(long entries, long failures, long waiting)
    {
        var runs = new RunLedger(database);
        Run = (await runs.CreateAsync(Spec, null, CancellationToken.None)).Id;
        await runs.MoveAsync(Run, [RunState.New], RunState.Active, null, CancellationToken.None);
        var done = (entries - waiting) / SegmentEntries * SegmentEntries;
        await ExecuteAsync(FillSegments, Run.Value, entries, done);
        await ExecuteAsync(FillEntries, Run.Value, entries);
        await ExecuteAsync(FillOutcomes, Run.Value, done, Math.Max(1, done / failures));
        await ExecuteAsync(FillRest, Run.Value, entries, done, failures);
        await ExecuteAsync("UPDATE bulkcopy.listing_ranges SET state = 'Done'");
        await ExecuteAsync("INSERT INTO bulkcopy.run_events (run_id, kind, message) SELECT $1, 'note', 'event ' || n FROM generate_series(1, 10000) n", Run.Value);
        await ExecuteAsync(
            "INSERT INTO bulkcopy.audit_log (request_id, actor, actor_kind, action, status) SELECT n, 'root', 'session', 'runs.pause', 200 FROM generate_series(1, 100000) n");
        await ExecuteAsync("SELECT setval('bulkcopy.segment_id', $1)", (entries / SegmentEntries) + 1);
        await ExecuteAsync("ANALYZE");
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
