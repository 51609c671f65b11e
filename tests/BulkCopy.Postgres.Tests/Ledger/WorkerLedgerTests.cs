using BulkCopy.Engine.Segments;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class WorkerLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task A_lease_is_renewed_until_it_has_expired_or_the_worker_has_stopped()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var worker = await scene.RegisterAsync();
        Assert.NotNull(await scene.Workers.HeartbeatIfLiveAsync(worker, LedgerScene.Lease, default));
        await scene.ExpireAsync(worker);
        Assert.Null(await scene.Workers.HeartbeatIfLiveAsync(worker, LedgerScene.Lease, default));
        var other = await scene.RegisterAsync();
        Assert.NotEqual(worker, other);
        await scene.Workers.StopAsync(other, default);
        Assert.Null(await scene.Workers.HeartbeatIfLiveAsync(other, LedgerScene.Lease, default));
    }

    [Fact]
    public async Task Expired_segments_become_claimable_and_must_ask_first_and_live_ones_stay()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(3, 1);
        var dead = await scene.RegisterAsync();
        var live = await scene.RegisterAsync();
        var lost = await scene.Segments.ClaimAsync(scene.Run, dead, 2, default);
        await scene.ClaimOneAsync(live);
        Assert.Equal(0, await scene.Workers.RescueExpiredAsync(10, default));
        await scene.ExpireAsync(dead);
        Assert.Equal(2, await scene.Workers.RescueExpiredAsync(10, default));
        var again = await scene.Segments.ClaimAsync(scene.Run, live, 10, default);
        Assert.Equal(lost.Select(segment => segment.Id).OrderBy(id => id.Value), again.Select(segment => segment.Id).OrderBy(id => id.Value));
        Assert.All(again, segment => Assert.Equal((true, 2), (segment.AskFirst, segment.Claims)));
    }

    [Fact]
    public async Task A_rescue_is_bounded()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(5, 1);
        var dead = await scene.RegisterAsync();
        await scene.Segments.ClaimAsync(scene.Run, dead, 5, default);
        await scene.ExpireAsync(dead);
        Assert.Equal(2, await scene.Workers.RescueExpiredAsync(2, default));
        Assert.Equal(2, await scene.Workers.RescueExpiredAsync(2, default));
        Assert.Equal(1, await scene.Workers.RescueExpiredAsync(2, default));
    }

    [Fact]
    public async Task Ranges_of_expired_workers_become_claimable_where_their_cursor_stood()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var dead = await scene.RegisterAsync();
        var range = await scene.Manifests.ClaimRangeAsync(scene.Run, dead, default);
        await scene.Manifests.AppendPageIfLeasedAsync(range!, dead, await scene.PlanAsync(0, 2, 2), default);
        await scene.ExpireAsync(dead);
        Assert.Equal(1, await scene.Workers.RescueExpiredAsync(10, default));
        Assert.Null(await scene.Manifests.ReadHeldRangeAsync(range!, dead, default));
        var again = await scene.Manifests.ClaimRangeAsync(scene.Run, await scene.RegisterAsync(), default);
        Assert.Equal((range!.RangeId, LedgerScene.Key(1), 1), (again!.RangeId, again.CursorKey, again.Pages));
    }

    [Fact]
    public async Task What_a_stopped_worker_left_behind_is_rescued()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var worker = await scene.RegisterAsync();
        await scene.ClaimOneAsync(worker);
        await scene.Workers.StopAsync(worker, default);
        Assert.Equal(1, await scene.Workers.RescueExpiredAsync(10, default));
    }

    [Fact]
    public async Task An_expired_worker_claims_nothing()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var worker = await scene.RegisterAsync();
        await scene.ExpireAsync(worker);
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, worker, 1, default));
        Assert.Null(await scene.Manifests.ClaimRangeAsync(scene.Run, worker, default));
    }

    [Fact]
    public async Task An_expired_worker_that_nobody_rescued_may_still_write_what_it_holds()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        await scene.ExpireAsync(worker);
        Assert.Empty(await scene.WriteAsync(worker, segment, [LedgerScene.Copied(segment.Id.Entry(0))], end: true));
        Assert.Equal(0, await scene.Workers.RescueExpiredAsync(10, default));
        Assert.Equal(1, (await scene.AssertExactAsync()).Copied);
    }
}
