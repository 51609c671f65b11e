using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Benchmarks.Server;

/// <summary>Writes outcomes at a steady rate the way a worker does: leased segments, batches, counters.</summary>
internal sealed class SteadyWriter(NpgsqlDataSource database, RunId run, int perSecond)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Outcomes written.</summary>
    public long Written { get; private set; }

    /// <summary>Writes until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var segments = new SegmentLedger(database);
        var (worker, _) = await new WorkerLedger(database).RegisterAsync("writer", TimeSpan.FromHours(1), CancellationToken.None);
        var queue = new Queue<SegmentOutcome>();
        using var timer = new PeriodicTimer(Interval);
        while (!stopping.IsCancellationRequested)
        {
            var batch = (int)(perSecond * Interval.TotalSeconds);
            while (queue.Count < batch)
            {
                if (await segments.ClaimAsync(run, worker, 1, CancellationToken.None) is not [var segment])
                    throw new InvalidOperationException("The run has too few entries for so long a benchmark.");
                foreach (var entry in await segments.ReadPendingAsync(segment, CancellationToken.None))
                    queue.Enqueue(new SegmentOutcome(segment, Copied(entry.Entry.Id)));
            }
            var outcomes = Enumerable.Range(0, batch).Select(_ => queue.Dequeue()).ToList();
            await segments.WriteAsync(new LedgerBatch { Run = run, Worker = worker, Outcomes = outcomes }, CancellationToken.None);
            Written += outcomes.Count;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static Outcome Copied(EntryId entry) => new()
    {
        Entry = entry,
        Attempt = 1,
        Final = true,
        Result = OutcomeResult.Copied,
        Proof = Proof.Crc64,
        Bytes = 1000,
        Crc64 = 1,
        DestinationETag = "d41d8cd98f00b204e9800998ecf8427e",
        Duration = TimeSpan.FromMilliseconds(20),
        At = TimeProvider.System.GetUtcNow(),
    };
}
