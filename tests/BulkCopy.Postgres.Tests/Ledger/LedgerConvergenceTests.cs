using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

/// <summary>Random histories of workers that claim, write, repeat themselves, hand back and die: whatever happens, counters equal rows and every entry ends once.</summary>
public sealed class LedgerConvergenceTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Entries = 300;
    private const int MostSteps = 4000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_entry_gets_exactly_one_final_outcome(int seed)
    {
        var random = new Random(seed);
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(Entries, 25);
        var fleet = new List<Hand>();
        for (var step = 0; step < MostSteps && (await scene.Runs.FindAsync(scene.Run, default))!.Totals.Finished < Entries; step++)
        {
            if (fleet.Count < 3)
                fleet.Add(new Hand(scene, await scene.RegisterAsync(), random));
            var hand = fleet[random.Next(fleet.Count)];
            if (random.Next(12) == 0)
                await scene.ExpireAsync(hand.Worker);
            else if (random.Next(8) == 0)
                await scene.Workers.RescueExpiredAsync(random.Next(1, 4), default);
            else if (!await hand.StepAsync())
                fleet.Remove(hand);
            if (step % 25 == 0)
                await scene.AssertExactAsync();
        }
        var totals = await scene.AssertExactAsync();
        Assert.Equal(Entries, totals.Finished);
        Assert.Equal(Entries, await scene.ScalarAsync<long>($"SELECT count(*) FROM bulkcopy.outcomes_{scene.Run} WHERE final"));
        Assert.Equal(Entries, await scene.ScalarAsync<long>($"SELECT count(DISTINCT entry_id) FROM bulkcopy.outcomes_{scene.Run}"));
    }

    [Fact]
    public async Task Workers_at_the_same_time_count_every_outcome_once()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(2000, 50);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async seed =>
        {
            var hand = new Hand(scene, await scene.RegisterAsync(), new Random(seed));
            while ((await scene.Runs.FindAsync(scene.Run, default))!.Totals.Finished < 2000)
            {
                await hand.StepAsync();
                await scene.Workers.RescueExpiredAsync(5, default);
            }
        }));
        Assert.Equal(2000, (await scene.AssertExactAsync()).Finished);
    }

    /// <summary>A worker that does one thing at a time.</summary>
    private sealed class Hand(LedgerScene scene, WorkerId worker, Random random)
    {
        private readonly Dictionary<LeasedSegment, Queue<PendingEntry>> _held = [];
        private readonly Dictionary<LeasedSegment, List<EntryId>> _retries = [];
        private LedgerBatch? _last;

        public WorkerId Worker => worker;

        /// <summary><c>false</c>: the lease has expired, and the worker drops everything.</summary>
        public async Task<bool> StepAsync()
        {
            switch (random.Next(6))
            {
                case 0:
                    return await scene.Workers.HeartbeatIfLiveAsync(worker, LedgerScene.Lease, default) is not null;
                case 1 when _last is not null:
                    Drop(await scene.Segments.WriteAsync(_last, default), endedAgain: _last);
                    return true;
                case 2 when _held.Count > 0:
                    await ReleaseAsync();
                    return true;
                case < 5 when _held.Count > 0:
                    await WriteAsync();
                    return true;
                default:
                    await ClaimAsync();
                    return true;
            }
        }

        private async Task ClaimAsync()
        {
            foreach (var segment in await scene.Segments.ClaimAsync(scene.Run, worker, random.Next(1, 3), default))
            {
                _held[segment] = new Queue<PendingEntry>(await scene.Segments.ReadPendingAsync(segment, default));
                _retries[segment] = [];
            }
        }

        private async Task WriteAsync()
        {
            var outcomes = new List<SegmentOutcome>();
            var ends = new List<SegmentEnd>();
            foreach (var (segment, pending) in _held.ToList())
            {
                for (var count = random.Next(20); count > 0 && pending.TryDequeue(out var entry); count--)
                    outcomes.Add(new SegmentOutcome(segment, Attempt(segment, entry)));
                if (pending.Count > 0)
                    continue;
                ends.Add(new SegmentEnd(segment, Retry(_retries[segment])));
                _held.Remove(segment);
            }
            _last = new LedgerBatch { Run = scene.Run, Worker = worker, Outcomes = outcomes, Ends = ends };
            Drop(await scene.Segments.WriteAsync(_last, default), endedAgain: null);
        }

        private Outcome Attempt(LeasedSegment segment, PendingEntry pending)
        {
            var attempt = pending.Attempts + 1;
            if (attempt < 4 && random.Next(4) == 0)
            {
                _retries[segment].Add(pending.Entry.Id);
                return LedgerScene.Failed(pending.Entry.Id, attempt);
            }
            return random.Next(5) == 0 ? LedgerScene.Failed(pending.Entry.Id, attempt, final: true) : LedgerScene.Copied(pending.Entry.Id, attempt);
        }

        private static IReadOnlyList<PlannedSegment> Retry(List<EntryId> entries) => entries.Count == 0 ? [] :
            [new PlannedSegment { Id = default, Kind = SegmentKind.Retry, EntryCount = entries.Count, ByteCount = 0, EntryIds = entries }];

        private async Task ReleaseAsync()
        {
            var segment = _held.Keys.First();
            _held.Remove(segment);
            _last = null;
            await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker, Releases = [segment] }, default);
        }

        // A repeated batch calls the segments lost that it ended itself the first time.
        private void Drop(IReadOnlySet<SegmentId> lost, LedgerBatch? endedAgain)
        {
            foreach (var segment in _held.Keys.Where(segment => lost.Contains(segment.Id) && endedAgain?.Ends.Any(end => end.Segment.Id == segment.Id) != true).ToList())
                _held.Remove(segment);
        }
    }
}
