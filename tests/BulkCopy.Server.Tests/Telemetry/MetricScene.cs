using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Server.Access;
using BulkCopy.Server.Telemetry;
using BulkCopy.Server.Tests.Hosting;

namespace BulkCopy.Server.Tests.Telemetry;

/// <summary>A ledger, buckets and a worker of which everything can be measured.</summary>
internal static class MetricScene
{
    private const string Flow = """
        INSERT INTO bulkcopy.flow_levels (store, bucket, revision, rate, ceiling, in_flight, stepped_at, rising_since, cut_at)
        VALUES ('cos-beijing', 'photos-1250000000', 1, 350.5, 1000, 64, now(), now(), now()) ON CONFLICT DO NOTHING;
        INSERT INTO bulkcopy.flow_reports (store, bucket, worker_id, reported_at, since, accepted, accepted_before, bytes_per_second, limit_requests, limit_bytes, limit_in_flight,
            in_flight, waiting, most, throttled_per_minute, hungry, hungry_for_bytes)
        SELECT 'cos-beijing', 'photos-1250000000', worker_id, now() + interval '1 hour', now(), 300, 300, 1048576, 500, 2097152, 100, 40, 7, 96, 12, true, false
        FROM bulkcopy.workers WHERE name = 'host:1' ON CONFLICT DO NOTHING;
        INSERT INTO bulkcopy.segments (run_id, segment_id, kind, state, entry_count, byte_count, first_key, last_key, due_at)
        VALUES (3, 50, 'Objects', 'Ready', 1, 1, 'a', 'a', now() - interval '10 minutes') ON CONFLICT DO NOTHING
        """;

    public static async Task BuildAsync(TestServer server)
    {
        await using (var flow = server.Database.CreateCommand(Flow))
            await flow.ExecuteNonQueryAsync();
        await WorkAsync();
        using var client = await server.AsAsync(Role.Viewer);
        (await client.GetAsync("/api/v1/runs")).Dispose();
        (await client.GetAsync("/api/v1/nothing")).Dispose();
        // The ledger is read every few seconds only.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var looks = 0; looks < 900 && !(await client.GetStringAsync("/metrics")).Contains("bulkcopy_flow_waiting{", StringComparison.Ordinal); looks++)
            await timer.WaitForNextTickAsync();
    }

    /// <summary>A worker reads a segment and writes every kind of outcome.</summary>
    public static async Task WorkAsync()
    {
        var ledger = MeteredSegmentLedger.Over(new LedgerAccess(null!, null!, new NothingLedger(), null!, null!, null!, null!, null!, null!, null!)).Segments;
        var segment = new LeasedSegment { Run = new RunId(3), Id = new SegmentId(50), Kind = SegmentKind.Objects, Claims = 1, AskFirst = false };
        await ledger.ReadPendingAsync(segment, CancellationToken.None);
        await ledger.WriteAsync(
            new LedgerBatch
            {
                Run = segment.Run, Worker = new WorkerId(1),
                Outcomes = [.. new[] { null, "Throttled", "Mismatch" }.Select((code, i) => new SegmentOutcome(segment, new Outcome
                {
                    Entry = new EntryId(i), Attempt = 1, Final = true, Result = code is null ? OutcomeResult.Copied : OutcomeResult.Failed, Bytes = 100, Code = code,
                    At = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromMilliseconds(20),
                }))],
                Ends = [new SegmentEnd(segment, [])],
            },
            CancellationToken.None);
    }

    private sealed class NothingLedger : ISegmentLedger
    {
        public Task<IReadOnlyList<LeasedSegment>> ClaimAsync(RunId run, WorkerId worker, int most, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<LeasedSegment>>([]);

        public Task<IReadOnlyList<PendingEntry>> ReadPendingAsync(LeasedSegment segment, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PendingEntry>>([]);

        public Task<IReadOnlySet<SegmentId>> WriteAsync(LedgerBatch batch, CancellationToken cancellationToken) => Task.FromResult<IReadOnlySet<SegmentId>>(new HashSet<SegmentId>());
    }
}
