using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class ManifestLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task A_range_is_leased_by_one_worker_at_a_time()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var workers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.RegisterAsync()));
        var claims = await Task.WhenAll(workers.Select(worker => scene.Manifests.ClaimRangeAsync(scene.Run, worker, default)));
        var range = Assert.Single(claims, claim => claim is not null)!;
        var holder = workers[Array.IndexOf(claims, range)];
        await scene.Manifests.ReleaseRangeAsync(range, workers.First(worker => worker != holder), default);
        Assert.NotNull(await scene.Manifests.ReadHeldRangeAsync(range, holder, default));
        await scene.Manifests.ReleaseRangeAsync(range, holder, default);
        Assert.Null(await scene.Manifests.ReadHeldRangeAsync(range, holder, default));
        Assert.NotNull(await scene.Manifests.ClaimRangeAsync(scene.Run, holder, default));
    }

    [Fact]
    public async Task Reserved_numbers_are_never_given_twice()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => scene.Manifests.ReserveSegmentIdsAsync(20, default)));
        Assert.Equal(100, ids.SelectMany(id => id).Distinct().Count());
    }

    [Fact]
    public async Task A_page_comes_with_its_cursor_its_segments_and_its_totals()
    {
        var (scene, worker, range) = await ClaimAsync();
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(range, worker, await scene.PlanAsync(0, 5, 2), default));
        var after = await scene.Manifests.ReadHeldRangeAsync(range, worker, default);
        Assert.Equal((LedgerScene.Key(4), 1), (after!.CursorKey, after.Pages));
        Assert.Equal(new[] { 2, 2, 1 }, await EntryCountsAsync(scene));
        var totals = await scene.AssertExactAsync();
        Assert.Equal((5, 500), (totals.Listed, totals.ListedBytes));
    }

    [Fact]
    public async Task Entries_are_read_back_as_they_were_written()
    {
        var (scene, worker, range) = await ClaimAsync();
        var page = await scene.PlanAsync(0, 3, 3);
        ManifestEntry[] odd =
        [
            page.Entries[0] with { Key = " /+%20?\t\u0001", Size = 0, ETag = null, StorageClass = null },
            page.Entries[1] with { Key = new string('中', 340), VersionId = "v1", Size = 1L << 60, LastModified = DateTimeOffset.UnixEpoch },
            page.Entries[2] with { Key = "\U0001F600", Way = CopyWay.Relay },
        ];
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(range, worker, page with { Entries = odd, LastKey = odd[2].Key, LastVersionId = "v9" }, default));
        var pending = await scene.Segments.ReadPendingAsync(await scene.ClaimOneAsync(worker), default);
        Assert.Equal(odd, pending.Select(entry => entry.Entry));
        var after = await scene.Manifests.ReadHeldRangeAsync(range, worker, default);
        Assert.Equal(("\U0001F600", "v9"), (after!.CursorKey, after.CursorVersionId));
    }

    [Fact]
    public async Task A_page_that_was_appended_is_not_appended_again()
    {
        var (scene, worker, range) = await ClaimAsync();
        var page = await scene.PlanAsync(0, 5, 5);
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(range, worker, page, default));
        Assert.False(await scene.Manifests.AppendPageIfLeasedAsync(range, worker, page, default));
        Assert.False(await scene.Manifests.AppendPageIfLeasedAsync(range, worker, await scene.PlanAsync(0, 5, 5), default));
        Assert.Equal(5, (await scene.AssertExactAsync()).Listed);
    }

    [Fact]
    public async Task A_lost_or_split_range_takes_no_page()
    {
        var (scene, worker, range) = await ClaimAsync();
        var other = await scene.RegisterAsync();
        Assert.False(await scene.Manifests.AppendPageIfLeasedAsync(range, other, await scene.PlanAsync(0, 1, 1), default));
        Assert.True(await scene.Manifests.SplitRangeAsync(range, "2024/5", default));
        Assert.False(await scene.Manifests.AppendPageIfLeasedAsync(range, worker, await scene.PlanAsync(0, 1, 1), default));
        var now = await scene.Manifests.ReadHeldRangeAsync(range, worker, default);
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(now!, worker, await scene.PlanAsync(0, 1, 1), default));
        await scene.ExpireAsync(worker);
        await scene.Workers.RescueExpiredAsync(10, default);
        Assert.False(await scene.Manifests.AppendPageIfLeasedAsync(now! with { Pages = 1 }, worker, await scene.PlanAsync(1, 1, 1), default));
        Assert.Equal(1, (await scene.AssertExactAsync()).Listed);
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_leaves_the_cursor_where_it_was()
    {
        var (scene, worker, range) = await ClaimAsync();
        var page = await scene.PlanAsync(0, 2, 2);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => scene.Manifests.AppendPageIfLeasedAsync(
            range, worker, page with { Entries = [page.Entries[0], page.Entries[0]] }, default));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.Manifests.AppendPageIfLeasedAsync(
            range, worker, page with { Entries = [page.Entries[0] with { Key = "a\0b" }] }, default));
        Assert.Equal(range, await scene.Manifests.ReadHeldRangeAsync(range, worker, default));
        Assert.Equal(0, (await scene.AssertExactAsync()).Listed);
    }

    [Fact]
    public async Task The_last_page_ends_the_range_also_when_it_is_empty()
    {
        var (scene, worker, range) = await ClaimAsync();
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(range, worker, await scene.PlanAsync(0, 1, 1), default));
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(
            range with { Pages = 1 }, worker, new ManifestPage { Entries = [], Segments = [], IsLast = true }, default));
        Assert.Null(await scene.Manifests.ReadHeldRangeAsync(range, worker, default));
        Assert.Null(await scene.Manifests.ClaimRangeAsync(scene.Run, worker, default));
        Assert.Equal(LedgerScene.Key(0), await scene.ScalarAsync<string>($"SELECT cursor_key FROM bulkcopy.listing_ranges WHERE run_id = {scene.Run}"));
    }

    [Fact]
    public async Task A_split_gives_the_rest_to_a_new_range()
    {
        var (scene, worker, range) = await ClaimAsync();
        Assert.True(await scene.Manifests.SplitRangeAsync(range, "2024/5", default));
        var rest = await scene.Manifests.ClaimRangeAsync(scene.Run, worker, default);
        Assert.Equal(("2024/", "2024/5", null), (rest!.Prefix, rest.CursorKey, rest.EndThrough));
        Assert.True(await scene.Manifests.SplitRangeAsync(range with { EndThrough = "2024/5" }, "2024/2", default));
        var middle = await scene.Manifests.ClaimRangeAsync(scene.Run, worker, default);
        Assert.Equal(("2024/2", "2024/5"), (middle!.CursorKey, middle.EndThrough));
    }

    [Theory]
    [InlineData("2024/000001", "the cursor stands there")]
    [InlineData("2024/000000", "the cursor has passed it")]
    [InlineData("2024/9", "the range ends there")]
    [InlineData("2024/95", "the range ends before it")]
    public async Task A_range_is_not_split_where(string at, string because)
    {
        var (scene, worker, range) = await ClaimAsync();
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(range, worker, await scene.PlanAsync(0, 2, 2), default));
        Assert.True(await scene.Manifests.SplitRangeAsync(range, "2024/9", default));
        Assert.False(await scene.Manifests.SplitRangeAsync(range with { EndThrough = "2024/9" }, at, default), because);
        Assert.False(await scene.Manifests.SplitRangeAsync(range, "2024/5", default), "the range ends elsewhere");
    }

    [Fact]
    public async Task Of_two_that_split_a_range_one_succeeds()
    {
        var (scene, _, range) = await ClaimAsync();
        var splits = await Task.WhenAll(
            scene.Manifests.SplitRangeAsync(range, "2024/3", default), scene.Manifests.SplitRangeAsync(range, "2024/6", default));
        Assert.Single(splits, split => split);
        Assert.Equal(2, await scene.ScalarAsync<long>($"SELECT count(*) FROM bulkcopy.listing_ranges WHERE run_id = {scene.Run}"));
    }

    [Fact]
    public async Task The_range_with_the_most_pages_is_to_be_split_while_none_is_free()
    {
        var (scene, worker, range) = await ClaimAsync();
        Assert.Null(await scene.Manifests.FindRangeToSplitAsync(scene.Run, 1, default));
        await scene.Manifests.AppendPageIfLeasedAsync(range, worker, await scene.PlanAsync(0, 2, 2), default);
        Assert.Equal(range.RangeId, (await scene.Manifests.FindRangeToSplitAsync(scene.Run, 1, default))!.RangeId);
        await scene.Manifests.SplitRangeAsync(range, "2024/5", default);
        Assert.Null(await scene.Manifests.FindRangeToSplitAsync(scene.Run, 1, default));
        await scene.Manifests.ClaimRangeAsync(scene.Run, worker, default);
        Assert.Equal(range.RangeId, (await scene.Manifests.FindRangeToSplitAsync(scene.Run, 1, default))!.RangeId);
        Assert.Null(await scene.Manifests.FindRangeToSplitAsync(scene.Run, 2, default));
    }

    private async Task<(LedgerScene Scene, WorkerId Worker, ListingRange Range)> ClaimAsync()
    {
        var scene = await LedgerScene.OpenAsync(database, RunState.Active);
        var worker = await scene.RegisterAsync();
        return (scene, worker, (await scene.Manifests.ClaimRangeAsync(scene.Run, worker, default))!);
    }

    private static async Task<int[]> EntryCountsAsync(LedgerScene scene) =>
        await scene.ScalarAsync<int[]>($"SELECT array_agg(entry_count ORDER BY segment_id) FROM bulkcopy.segments_{scene.Run}");
}
