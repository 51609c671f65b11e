using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

/// <summary>Random interleavings of claims, heartbeats, expiries and rescues, checked against a model of who may believe to hold what.</summary>
public sealed class LeaseInterleavingTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Segments = 24;
    private const int PerSegment = 5;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_segment_is_never_held_by_two_live_workers_and_nothing_is_counted_twice(int seed)
    {
        var random = new Random(seed);
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(Segments * PerSegment, PerSegment);
        var workers = new List<Believer>();
        for (var step = 0; step < 3000 && (await scene.Runs.FindAsync(scene.Run, default))!.Totals.Finished < Segments * PerSegment; step++)
        {
            while (workers.Count < 4) workers.Add(new Believer(await scene.RegisterAsync()));
            var worker = workers[random.Next(workers.Count)];
            switch (random.Next(10))
            {
                case 0: await ExpireAsync(scene, worker); break;
                case 1: await scene.Workers.RescueExpiredAsync(random.Next(1, 4), default); break;
                case 2: await HeartbeatAsync(scene, worker, workers); break;
                case 3 or 4 or 5: await ClaimAsync(scene, worker, workers, random); break;
                case 6: await ReleaseAsync(scene, worker); break;
                default: await WriteAsync(scene, worker, random); break;
            }
        }
        var totals = await scene.AssertExactAsync();
        Assert.Equal(Segments * PerSegment, totals.Finished);
        Assert.Equal(Segments * PerSegment, await scene.ScalarAsync<long>($"SELECT count(*) FROM bulkcopy.outcomes_{scene.Run} WHERE final"));
        Assert.Equal(totals.Retries, await scene.ScalarAsync<long>($"SELECT count(*) FROM bulkcopy.outcomes_{scene.Run} WHERE NOT final"));
    }

    private static async Task ExpireAsync(LedgerScene scene, Believer worker)
    {
        await scene.ExpireAsync(worker.Id);
        worker.IsLive = false;
    }

    /// <summary>A lease that has ended is never renewed; its worker begins again under another number and believes nothing any more.</summary>
    private static async Task HeartbeatAsync(LedgerScene scene, Believer worker, List<Believer> workers)
    {
        Assert.Equal(worker.IsLive, await scene.Workers.HeartbeatIfLiveAsync(worker.Id, LedgerScene.Lease, default) is not null);
        if (!worker.IsLive) workers.Remove(worker);
    }

    private static async Task ClaimAsync(LedgerScene scene, Believer worker, List<Believer> workers, Random random)
    {
        var claimed = await scene.Segments.ClaimAsync(scene.Run, worker.Id, random.Next(1, 4), default);
        Assert.True(worker.IsLive || claimed.Count == 0, "A worker whose lease has ended was given work.");
        foreach (var segment in claimed)
        {
            Assert.DoesNotContain(workers, other => other.IsLive && other.Held.ContainsKey(segment.Id));
            worker.Held[segment.Id] = (segment, [.. await scene.Segments.ReadPendingAsync(segment, default)]);
        }
    }

    private static async Task ReleaseAsync(LedgerScene scene, Believer worker)
    {
        if (worker.Held.Count == 0) return;
        var (segment, _) = worker.Held.Values.First();
        worker.Held.Remove(segment.Id);
        var lost = await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker.Id, Releases = [segment] }, default);
        Assert.True(lost.Count == 0 || !worker.IsLive, "A live worker lost a segment.");
    }

    /// <summary>A live worker's rows are all written; those of one that lost its segments to others are all left out.</summary>
    private static async Task WriteAsync(LedgerScene scene, Believer worker, Random random)
    {
        if (worker.Held.Count == 0) return;
        var (segment, pending) = worker.Held.Values.ElementAt(random.Next(worker.Held.Count));
        var outcomes = new List<Outcome>();
        foreach (var entry in pending.Take(random.Next(1, PerSegment + 1)).ToList())
        {
            pending.Remove(entry);
            var isLater = random.Next(4) == 0 && entry.Attempts < 5;
            outcomes.Add(isLater ? LedgerScene.Failed(entry.Entry.Id, entry.Attempts + 1) : LedgerScene.Copied(entry.Entry.Id, entry.Attempts + 1));
            if (isLater) pending.Add(entry with { Attempts = entry.Attempts + 1 });
        }
        var isWhole = pending.Count == 0;
        var before = await scene.ScalarAsync<long>($"SELECT count(*) FROM bulkcopy.outcomes_{scene.Run}");
        var lost = await scene.WriteAsync(worker.Id, segment, outcomes, end: isWhole);
        var written = await scene.ScalarAsync<long>($"SELECT count(*) FROM bulkcopy.outcomes_{scene.Run}") - before;
        Assert.Equal(lost.Count == 0 ? outcomes.Count : 0, written);
        Assert.True(lost.Count == 0 || !worker.IsLive, "A live worker lost a segment.");
        if (isWhole || lost.Count > 0) worker.Held.Remove(segment.Id);
    }

    private sealed class Believer(WorkerId id)
    {
        public WorkerId Id { get; } = id;
        public bool IsLive { get; set; } = true;
        public Dictionary<SegmentId, (LeasedSegment Segment, List<PendingEntry> Pending)> Held { get; } = [];
    }
}
