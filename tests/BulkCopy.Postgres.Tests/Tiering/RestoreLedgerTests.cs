using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.Postgres.Tests.Ledger;
using BulkCopy.Postgres.Tiering;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Tiering;

public sealed class RestoreLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly StoreLocation Place = new("cos", "photos-1250000000", "");

    [Fact]
    public async Task Caps_hold_over_workers_that_admit_at_the_same_time()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var restores = new RestoreLedger(scene.Database);
        var policy = new RestorePolicy { MaxObjects = 70, MaxCost = 100, RequestsPerSecond = 1000 };
        var admissions = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => restores.AdmitAsync(
            scene.Run, Place, policy, [.. Enumerable.Range(0, 25).Select(i => new RestoreAsk(new EntryId(worker * 1000 + i), 10, 1.5m))], default)));
        // 70 objects would cost 105: the price is reached first.
        Assert.Equal(66, admissions.Sum(admission => admission.Admitted.Count));
        Assert.Equal(new RestoreCount(RestoreProgressState.Intended, 66, 660, 99m), Assert.Single(await restores.CountAsync(scene.Run, default)));
    }

    [Fact]
    public async Task What_was_admitted_before_is_admitted_again_and_counted_once()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var restores = new RestoreLedger(scene.Database);
        var policy = new RestorePolicy { MaxObjects = 2, RequestsPerSecond = 1000 };
        RestoreAsk[] asks = [new(new EntryId(1), 10, 0), new(new EntryId(2), 10, 0), new(new EntryId(3), 10, 0)];
        var first = await restores.AdmitAsync(scene.Run, Place, policy, asks, default);
        var again = await restores.AdmitAsync(scene.Run, Place, policy, asks, default);
        Assert.Equal([new EntryId(1), new EntryId(2)], first.Admitted.Order(Comparer<EntryId>.Create((a, b) => a.Value.CompareTo(b.Value))));
        Assert.True(first.Admitted.SetEquals(again.Admitted));
        Assert.Equal(2, Assert.Single(await restores.CountAsync(scene.Run, default)).Objects);
    }

    [Fact]
    public async Task Requests_of_all_workers_and_runs_to_one_bucket_share_one_pace()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var restores = new RestoreLedger(scene.Database);
        var policy = new RestorePolicy { RequestsPerSecond = 1 };
        var place = Place with { Bucket = "paced" };
        var other = await scene.Runs.CreateAsync(LedgerScene.Spec, null, default);
        async Task<TimeSpan> StartsInAsync(RunId run, int entry) =>
            (await restores.AdmitAsync(run, place, policy, [.. Enumerable.Range(entry, 100).Select(i => new RestoreAsk(new EntryId(i), 1, 0))], default)).StartsIn;
        Assert.Equal(TimeSpan.Zero, await StartsInAsync(scene.Run, 0));
        // A hundred requests at one a second were let through before.
        Assert.InRange(await StartsInAsync(scene.Run, 100), TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(100));
        Assert.InRange(await StartsInAsync(other.Id, 0), TimeSpan.FromSeconds(150), TimeSpan.FromSeconds(200));
    }

    [Fact]
    public async Task Urgent_segments_are_claimed_first_and_stay_urgent_when_they_are_rescued()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(4, 1);
        var worker = await scene.RegisterAsync();
        var first = await scene.ClaimOneAsync(worker);
        var urgent = new PlannedSegment { Id = default, Kind = SegmentKind.Restore, EntryCount = 1, ByteCount = 100, EntryIds = [first.Id.Entry(0)], IsUrgent = true };
        await scene.Segments.WriteAsync(scene.Batch(worker, first, []) with { Ends = [new SegmentEnd(first, [urgent])] }, default);
        Assert.Equal(SegmentKind.Restore, (await scene.ClaimOneAsync(worker)).Kind);
        await scene.ExpireAsync(worker);
        Assert.Equal(1, await scene.Workers.RescueExpiredAsync(10, default));
        Assert.Equal(SegmentKind.Restore, (await scene.ClaimOneAsync(await scene.RegisterAsync())).Kind);
    }

    [Fact]
    public async Task The_history_of_a_key_tells_of_its_restore_and_waiting_is_no_retry()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(2, 2);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        var entry = segment.Id.Entry(0);
        await scene.WriteAsync(worker, segment,
        [
            LedgerScene.Failed(entry) with { Result = OutcomeResult.Restoring, Code = "Restoring" },
            LedgerScene.Failed(segment.Id.Entry(1)),
        ]);
        var restores = new RestoreLedger(scene.Database);
        await restores.AdmitAsync(scene.Run, Place, new RestorePolicy { Tier = BulkCopy.ObjectStores.RestoreTier.Bulk, Days = 3 }, [new RestoreAsk(entry, 100, 0.25m)], default);
        await restores.WriteAsync(scene.Run, [new RestoreProgress(entry, RestoreProgressState.Running, Asked: true)], default);
        await restores.WriteAsync(scene.Run, [new RestoreProgress(entry, RestoreProgressState.Restored, ExpiresAt: LedgerScene.Noon)], default);

        var told = (await scene.Reports.ExplainAsync(scene.Run, LedgerScene.Key(0), default)).Where(item => item.What == "restore").Select(item => item.Detail);
        Assert.Equal(["admitted: tier Bulk, copy kept for 3 days, cost 0.25", "asked for, request 1 of this run", "readable until 2026-01-02 12:00:00Z"], told);
        var run = (await scene.Runs.FindAsync(scene.Run, default))!;
        Assert.Equal(1, run.Totals.Retries);
        Assert.Equal(run.Totals, await scene.Reports.RecountAsync(scene.Run, default));
    }
}
