using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Manifests;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;
using static BulkCopy.Engine.Tests.Versions.Histories;

namespace BulkCopy.Engine.Tests.Versions;

public sealed class HistoryRunTests(PostgresFixture postgres)
{
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData("cos", "cos")]
    [InlineData("oss", "oss")]
    [InlineData("s3", "s3")]
    [InlineData("cos", "s3")]
    [InlineData("oss", "cos")]
    [InlineData("s3", "oss")]
    public async Task Histories_arrive_in_order_with_markers_and_a_map(string from, string to)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (Bucket(from, "source"), Bucket(to, "target"));
        await fleet.CreateBucketAsync(from, source, versioned: true);
        await fleet.CreateBucketAsync(to, destination, versioned: true);
        foreach (var i in Enumerable.Range(0, 12)) await MakeAsync(fleet, from, source, $"key {i}+ü.txt", Mixed($"key {i}", 1 + (i * 2)));
        await MakeAsync(fleet, from, source, "only markers", null, null, null);
        await MakeAsync(fleet, from, source, "begins deleted", null, [1, 2, 3], [1, 2, 3], null, [1, 2, 3]);

        var run = await fleet.RunToEndAsync(Job(from, source, to, destination), workers: 2);

        Assert.True(run.State == RunState.Complete, run.StateReason);
        Assert.Equal((run.Totals.Listed, run.Totals.Listed, 0L), (run.Totals.Copied, run.Totals.Verified, run.Totals.Failed));
        Assert.Equal(await fleet.Reports.RecountAsync(run.Id, CancellationToken.None), run.Totals);
        await AssertEqualAsync(fleet, run, from, source, to, destination);
    }

    [Theory]
    [InlineData("cos", "cos")]
    [InlineData("s3", "s3")]
    [InlineData("cos", "oss")]
    public async Task Large_versions_stand_in_their_place_between_small_ones(string from, string to)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (Bucket(from, "source"), Bucket(to, "target"));
        await fleet.CreateBucketAsync(from, source, versioned: true);
        await fleet.CreateBucketAsync(to, destination, versioned: true);
        byte[] large = [.. Enumerable.Range(0, (11 * MiB) + 1).Select(i => (byte)(i * 7))], larger = [.. large, 1, 2, 3];
        await MakeAsync(fleet, from, source, "between", [1], large, [2], null, large, larger, null, [3]);
        await MakeAsync(fleet, from, source, "first", large, [1]);
        await MakeAsync(fleet, from, source, "last", [1], large);

        var job = Job(from, source, to, destination) with { Copy = new CopyOptions { PartCopyThresholdBytes = 10 * MiB, PartSizeBytes = 5 * MiB, RelayPartSizeBytes = 5 * MiB } };
        var run = await fleet.RunToEndAsync(job, workers: 2);

        Assert.True(run.State == RunState.Complete, run.StateReason);
        Assert.Equal((12L, 12L), (run.Totals.Copied, run.Totals.Verified + run.Totals.SizeOnly));
        await AssertEqualAsync(fleet, run, from, source, to, destination);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Histories_longer_than_pages_arrive_whole(int pageKeys)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source", versioned: true);
        await fleet.CreateBucketAsync("s3", "target", versioned: true);
        fleet.Between = (_, store) => SmallPages.Over(store, pageKeys);
        foreach (var (key, versions) in new[] { ("a", 1), ("a/b", 25), ("b", 2), ("c", 14), ("d", 3), ("e", 7) }) await MakeAsync(fleet, "s3", "source", key, Mixed(key, versions));

        var run = await fleet.RunToEndAsync(Job("s3", "source", "s3", "target"), workers: 2, options => options.Listers = 3);

        Assert.True(run.State == RunState.Complete, run.StateReason);
        Assert.Equal((52L, 52L), (run.Totals.Listed, run.Totals.Copied));
        await AssertEqualAsync(fleet, run, "s3", "source", "s3", "target");
    }

    [Fact]
    public async Task A_second_run_continues_the_histories_of_the_first()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source", versioned: true);
        await fleet.CreateBucketAsync("s3", "target", versioned: true);
        fleet.Between = (_, store) => SmallPages.Over(store, 4);
        foreach (var i in Enumerable.Range(0, 5)) await MakeAsync(fleet, "s3", "source", $"key {i}", Mixed($"key {i}", 9));
        await fleet.RunToEndAsync(Job("s3", "source", "s3", "target"));
        foreach (var i in Enumerable.Range(0, 3)) await MakeAsync(fleet, "s3", "source", $"key {i}", [1], null, [2]);

        var run = await fleet.RunToEndAsync(Job("s3", "source", "s3", "target"));

        Assert.Equal((RunState.Complete, 9L, 45L, 54L), (run.State, run.Totals.Copied, run.Totals.AlreadyPresent, run.Totals.Verified));
        await AssertEqualAsync(fleet, run, "s3", "source", "s3", "target");
    }

    [Fact]
    public async Task A_key_with_another_history_at_the_destination_is_left_alone()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source", versioned: true);
        await fleet.CreateBucketAsync("s3", "target", versioned: true);
        await MakeAsync(fleet, "s3", "source", "other", [1], [2], [3]);
        await MakeAsync(fleet, "s3", "source", "same size", [1], [2]);
        await MakeAsync(fleet, "s3", "source", "shorter", [1]);
        await MakeAsync(fleet, "s3", "source", "fine", [1], null);
        await MakeAsync(fleet, "s3", "target", "other", [1], null);
        await MakeAsync(fleet, "s3", "target", "same size", [9]);
        await MakeAsync(fleet, "s3", "target", "shorter", [1], [2]);
        var before = await ReadAsync(fleet, "s3", "target");

        var run = await fleet.RunToEndAsync(Job("s3", "source", "s3", "target") with { Failures = new FailurePolicy { StopAtFailedPercent = 100 } });

        Assert.Equal(RunState.Complete, run.State);
        Assert.Equal(["BlockedByEarlierVersion 2", "HistoryDiffers 2"], (await fleet.Reports.GroupFailuresAsync(run.Id, CancellationToken.None)).Select(group => $"{group.Code} {group.Count}").Order());
        Assert.Equal(before, (await ReadAsync(fleet, "s3", "target")).Where(line => !line.StartsWith("fine", StringComparison.Ordinal)));
        Assert.Equal(2, (await ListAsync(fleet, "s3", "target")).Count(version => version.Key == "fine"));
    }

    [Fact]
    public async Task Buckets_without_versions_are_refused_before_anything_is_written()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source", versioned: true);
        await fleet.CreateBucketAsync("s3", "target");
        await MakeAsync(fleet, "s3", "source", "key", [1], [2]);

        var run = await fleet.RunToEndAsync(Job("s3", "source", "s3", "target"));

        Assert.Equal((RunState.Failed, 0L), (run.State, run.Totals.Listed));
        Assert.Contains("enable versioning there", run.StateReason, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(fleet, "s3", "target"));
    }

    [Theory]
    [InlineData("cos")]
    [InlineData("oss")]
    [InlineData("s3")]
    public async Task Objects_from_before_versioning_are_the_oldest_of_their_history(string store)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (Bucket(store, "source"), Bucket(store, "target"));
        await fleet.CreateBucketAsync(store, source);
        await fleet.CreateBucketAsync(store, destination, versioned: true);
        await MakeAsync(fleet, store, source, "old", [1]);
        await MakeAsync(fleet, store, source, "both", [1]);
        (await fleet.Store(store).SetVersioningAsync(source, ObjectStores.BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
        await MakeAsync(fleet, store, source, "both", [2], null, [3]);

        var run = await fleet.RunToEndAsync(Job(store, source, store, destination));

        Assert.Equal((RunState.Complete, 5L), (run.State, run.Totals.Copied));
        await AssertEqualAsync(fleet, run, store, source, store, destination);
    }

    [Theory]
    [InlineData("cos")]
    [InlineData("oss")]
    [InlineData("s3")]
    public async Task A_source_that_never_had_versions_has_histories_of_one(string store)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (Bucket(store, "source"), Bucket(store, "target"));
        await fleet.CreateBucketAsync(store, source);
        await fleet.CreateBucketAsync(store, destination, versioned: true);
        foreach (var i in Enumerable.Range(0, 5)) await MakeAsync(fleet, store, source, $"key {i}", [(byte)i]);

        var run = await fleet.RunToEndAsync(Job(store, source, store, destination));

        Assert.Equal((RunState.Complete, 5L), (run.State, run.Totals.Copied));
        await AssertEqualAsync(fleet, run, store, source, store, destination);
    }
}
