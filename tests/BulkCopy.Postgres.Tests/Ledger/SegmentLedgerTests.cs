using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class SegmentLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Workers_that_claim_at_once_get_different_segments()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(40, 1);
        var workers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.RegisterAsync()));
        var claims = await Task.WhenAll(workers.Select(worker => scene.Segments.ClaimAsync(scene.Run, worker, 8, default)));
        Assert.Equal(32, claims.SelectMany(claim => claim).Select(segment => segment.Id).Distinct().Count());
        Assert.All(claims.SelectMany(claim => claim), segment => Assert.Equal((1, false), (segment.Claims, segment.AskFirst)));
    }

    [Fact]
    public async Task A_segment_is_claimed_when_it_is_due_and_its_run_is_active()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var worker = await scene.RegisterAsync();
        await scene.ExecuteAsync($"UPDATE bulkcopy.segments_{scene.Run} SET due_at = now() + interval '1 hour'");
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, worker, 1, default));
        await scene.MakeDueAsync();
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Paused, null, default);
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, worker, 1, default));
        await scene.Runs.MoveAsync(scene.Run, [RunState.Paused], RunState.Active, null, default);
        await scene.ClaimOneAsync(worker);
    }

    [Fact]
    public async Task A_fresh_segment_has_all_its_entries_that_are_one_request()
    {
        var scene = await LedgerScene.OpenAsync(database);
        CopyWay[] ways = [CopyWay.Copy, CopyWay.PartCopy, CopyWay.Relay, CopyWay.RelayParts];
        await scene.ListAsync(8, 8, i => ways[i % 4]);
        var pending = await scene.Segments.ReadPendingAsync(await scene.ClaimOneAsync(await scene.RegisterAsync()), default);
        Assert.Equal([0, 2, 4, 6], pending.Select(entry => (int)(entry.Entry.Id.Value & 1023)));
        Assert.All(pending, entry => Assert.Equal((0, false), (entry.Attempts, entry.OutcomeUnknown)));
    }

    [Fact]
    public async Task A_rescued_segment_has_the_entries_without_final_outcome_and_knows_their_attempts()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(5, 5);
        var dead = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(dead);
        await scene.WriteAsync(dead, segment,
        [
            LedgerScene.Copied(segment.Id.Entry(0)),
            LedgerScene.Failed(segment.Id.Entry(1)), LedgerScene.Failed(segment.Id.Entry(1), 2, code: "OutcomeUnknown"),
            LedgerScene.Failed(segment.Id.Entry(2), code: "OutcomeUnknown"), LedgerScene.Failed(segment.Id.Entry(2), 2),
            LedgerScene.Failed(segment.Id.Entry(3), final: true),
        ]);
        await scene.ExpireAsync(dead);
        await scene.Workers.RescueExpiredAsync(10, default);
        var pending = await scene.Segments.ReadPendingAsync(await scene.ClaimOneAsync(await scene.RegisterAsync()), default);
        Assert.Equal([(1, 2, true), (2, 2, false), (4, 0, false)],
            pending.Select(entry => ((int)(entry.Entry.Id.Value & 1023), entry.Attempts, entry.OutcomeUnknown)));
    }

    [Fact]
    public async Task A_retry_segment_follows_when_its_time_has_come_and_has_its_named_entries()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(3, 3);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        var (failed, copied) = (segment.Id.Entry(1), segment.Id.Entry(2));
        var retry = new PlannedSegment { Id = default, Kind = SegmentKind.Retry, EntryCount = 2, ByteCount = 200, EntryIds = [failed, copied], Delay = TimeSpan.FromHours(1), AskFirst = true, Tries = 3 };
        var batch = scene.Batch(worker, segment, [LedgerScene.Copied(segment.Id.Entry(0)), LedgerScene.Failed(failed), LedgerScene.Copied(copied)]);
        Assert.Empty(await scene.Segments.WriteAsync(batch with { Ends = [new SegmentEnd(segment, [retry])] }, default));
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, worker, 1, default));
        await scene.MakeDueAsync();
        var again = await scene.ClaimOneAsync(worker);
        Assert.Equal((SegmentKind.Retry, true, 3, 1), (again.Kind, again.AskFirst, again.Tries, again.Claims));
        var pending = Assert.Single(await scene.Segments.ReadPendingAsync(again, default));
        Assert.Equal((failed, 1), (pending.Entry.Id, pending.Attempts));
        Assert.Equal(1, (await scene.AssertExactAsync()).Retries);
    }

    [Fact]
    public async Task Outcomes_and_totals_are_written_together()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(9, 9);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        Outcome Of(int place, OutcomeResult result, Proof proof) => LedgerScene.Copied(segment.Id.Entry(place)) with { Result = result, Proof = proof };
        await scene.WriteAsync(worker, segment,
        [
            Of(0, OutcomeResult.Copied, Proof.ETag), Of(1, OutcomeResult.Copied, Proof.SizeOnly), Of(2, OutcomeResult.Adopted, Proof.Checksum),
            Of(3, OutcomeResult.Skipped, Proof.None), Of(4, OutcomeResult.SourceChanged, Proof.None), Of(5, OutcomeResult.AlreadyPresent, Proof.None),
            LedgerScene.Failed(segment.Id.Entry(6), final: true), LedgerScene.Failed(segment.Id.Entry(7)), Of(8, OutcomeResult.Copied, Proof.None),
        ]);
        var totals = await scene.AssertExactAsync();
        Assert.Equal(
            new RunTotals { Listed = 9, ListedBytes = 900, Copied = 3, Adopted = 1, Skipped = 1, SourceChanged = 1, AlreadyPresent = 1, Failed = 1, Bytes = 400, Verified = 2, SizeOnly = 1, Retries = 1 },
            totals);
    }

    [Fact]
    public async Task Rows_of_segments_that_others_hold_are_left_out_and_the_rest_is_written()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(2, 1);
        var worker = await scene.RegisterAsync();
        var kept = await scene.ClaimOneAsync(worker);
        var lost = await scene.ClaimOneAsync(worker);
        await scene.ExecuteAsync($"UPDATE bulkcopy.segments_{scene.Run} SET state = 'Ready', worker_id = NULL WHERE segment_id = {lost.Id}");
        var holder = await scene.RegisterAsync();
        var held = await scene.ClaimOneAsync(holder);
        var batch = new LedgerBatch
        {
            Run = scene.Run,
            Worker = worker,
            Outcomes = [new(kept, LedgerScene.Copied(kept.Id.Entry(0))), new(lost, LedgerScene.Copied(lost.Id.Entry(0)))],
            Ends = [new SegmentEnd(kept, []), new SegmentEnd(lost, [])],
        };
        Assert.Equal([lost.Id], await scene.Segments.WriteAsync(batch, default));
        Assert.Equal(1, (await scene.AssertExactAsync()).Copied);
        Assert.Empty(await scene.WriteAsync(holder, held, [LedgerScene.Copied(held.Id.Entry(0))], end: true));
        Assert.Equal(2, (await scene.AssertExactAsync()).Copied);
    }

    [Fact]
    public async Task An_earlier_lease_of_the_same_worker_writes_nothing()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var worker = await scene.RegisterAsync();
        var earlier = await scene.ClaimOneAsync(worker);
        await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker, Releases = [earlier] }, default);
        var now = await scene.ClaimOneAsync(worker);
        Assert.Equal([earlier.Id], await scene.WriteAsync(worker, earlier, [LedgerScene.Copied(earlier.Id.Entry(0))], end: true));
        Assert.Empty(await scene.WriteAsync(worker, now, [LedgerScene.Copied(now.Id.Entry(0))], end: true));
        Assert.Equal(1, (await scene.AssertExactAsync()).Copied);
    }

    [Fact]
    public async Task A_batch_that_was_written_may_be_repeated()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(4, 2);
        var worker = await scene.RegisterAsync();
        var ended = await scene.ClaimOneAsync(worker);
        var held = await scene.ClaimOneAsync(worker);
        var retry = new PlannedSegment { Id = default, Kind = SegmentKind.Retry, EntryCount = 1, ByteCount = 1, EntryIds = [ended.Id.Entry(1)] };
        var batch = new LedgerBatch
        {
            Run = scene.Run,
            Worker = worker,
            Outcomes = [new(ended, LedgerScene.Copied(ended.Id.Entry(0))), new(ended, LedgerScene.Failed(ended.Id.Entry(1))), new(held, LedgerScene.Copied(held.Id.Entry(0)))],
            Ends = [new SegmentEnd(ended, [retry])],
        };
        Assert.Empty(await scene.Segments.WriteAsync(batch, default));
        Assert.Equal([ended.Id], await scene.Segments.WriteAsync(batch, default));
        Assert.Empty(await scene.WriteAsync(worker, held, [LedgerScene.Copied(held.Id.Entry(0)), LedgerScene.Copied(held.Id.Entry(1))], end: true));
        var totals = await scene.AssertExactAsync();
        Assert.Equal((3, 1), (totals.Copied, totals.Retries));
        Assert.Equal(3, await scene.ScalarAsync<long>($"SELECT count(*) FROM bulkcopy.segments_{scene.Run}"));
    }

    [Fact]
    public async Task A_released_segment_is_due_at_once_and_asks_first_if_the_release_says_so()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        foreach (var release in new[] { false, true, false })
        {
            await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker, Releases = [segment with { AskFirst = release }] }, default);
            segment = await scene.ClaimOneAsync(worker);
            Assert.Equal(release, segment.AskFirst);
        }
    }

    [Fact]
    public async Task Whatever_a_store_said_fits_into_the_ledger()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(2, 2);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        await scene.WriteAsync(worker, segment,
        [
            LedgerScene.Failed(segment.Id.Entry(0), final: true) with { Message = new string('x', 100_000), Code = "\0\ud800" },
            LedgerScene.Copied(segment.Id.Entry(1)) with { DestinationVersionId = "版本", DestinationClass = "IA", Duration = TimeSpan.MaxValue, At = DateTimeOffset.MaxValue.AddTicks(-9) },
        ]);
        var rows = await scene.Reports.ReadRowsAsync(scene.Run, null, false, default).ToListAsync();
        Assert.Equal(("\ufffd\ufffd", 2000), (rows[0].Outcome!.Code, rows[0].Outcome!.Message!.Length));
        Assert.Equal(("版本", "IA", ulong.MaxValue - 1), (rows[1].Outcome!.DestinationVersionId, rows[1].Outcome!.DestinationClass, rows[1].Outcome!.Crc64!.Value));
    }

    [Fact]
    public async Task An_empty_batch_is_nothing_to_do()
    {
        var scene = await LedgerScene.OpenAsync(database);
        Assert.Empty(await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = await scene.RegisterAsync() }, default));
    }

    [Fact]
    public async Task Two_writers_of_one_worker_finish_each_others_segments_without_waiting_in_a_circle()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(400, 10);
        var worker = await scene.RegisterAsync();
        var segments = await scene.Segments.ClaimAsync(scene.Run, worker, 40, default);
        LedgerBatch Half(IEnumerable<LeasedSegment> order, int from) => new()
        {
            Run = scene.Run,
            Worker = worker,
            Outcomes = [.. order.SelectMany(segment => Enumerable.Range(from, 5).Select(i => new SegmentOutcome(segment, LedgerScene.Copied(segment.Id.Entry(i)))))],
        };
        await Task.WhenAll(
            scene.Segments.WriteAsync(Half(segments, 0), default),
            scene.Segments.WriteAsync(Half(segments.Reverse(), 5), default));
        Assert.Equal(400, (await scene.AssertExactAsync()).Copied);
    }
}
