using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class DuplicateDestinationTests(PostgresFixture postgres)
{
    private static readonly JobSpec Job = new() { Name = "test", Source = new("s3", "first", ""), Destination = new("s3", "dstbucket", "") };

    [Fact]
    public async Task Of_two_sources_with_the_same_key_one_is_copied_and_the_other_named()
    {
        await using var fleet = await SeededAsync("first", "both", "one");
        await fleet.CreateBucketAsync("oss", "second");
        foreach (var key in new[] { "in/both", "in/two", "out/none" }) await fleet.PutAsync("oss", "second", key, Encoding.UTF8.GetBytes("oss " + key));

        var run = await fleet.RunToEndAsync(Job with { MoreSources = [new("oss", "second", "in/")] }, workers: 2);

        Assert.Equal((RunState.Complete, 4L, 3L, 1L), (run.State, run.Totals.Listed, run.Totals.Copied, run.Totals.Failed));
        Assert.Equal(["both", "one", "two"], (await fleet.ListAsync("s3", "dstbucket")).Select(copy => copy.Key));
        var failure = Assert.Single(await fleet.Reports.GroupFailuresAsync(run.Id, default));
        Assert.Equal(DuplicateDestinations.Code, failure.Code);
        Assert.Contains("Its key at the destination, 'both', is that of '", failure.ExampleMessage, StringComparison.Ordinal);
        Assert.Equal(0, await new RetryFailed(fleet.Database).RetryAsync(run.Id, null, null, "again", default));
        Assert.Equal(0, await new RetryFailed(fleet.Database).RetryAsync(run.Id, [DuplicateDestinations.Code], null, "again", default));
        await AssertExactAsync(fleet, run);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Under_a_template_that_collides_every_key_is_written_once_whatever_listers_do(int seed)
    {
        await using var fleet = await SeededAsync("first");
        var random = new Random(seed);
        var keys = Enumerable.Range(0, 1200).Select(i => $"{random.Next(400):D3}/{random.Next(300):D3}").Distinct().ToArray();
        await Parallel.ForEachAsync(keys, async (key, _) => await fleet.PutAsync("s3", "first", key, Encoding.UTF8.GetBytes(key)));
        fleet.Between = (_, store) => SmallPages.Over(store, 9);
        await fleet.Store("s3").SetVersioningAsync("dstbucket", ObjectStores.BucketVersioning.Enabled, default);
        var run = await fleet.Ledger.Runs.CreateAsync(Job with { Keys = new KeyRewriting { Template = "{name}" }, Failures = new FailurePolicy { StopAtFailedPercent = 100 } }, null, default);
        using (var crash = new CancellationTokenSource())
        {
            var first = fleet.WorkAsync("first", options => options.Listers = 5, CancellationToken.None, crash.Token);
            await fleet.UntilAsync(run.Id, now => now.Totals.Listed > 200, first);
            await crash.CancelAsync();
            await first;
        }
        using var stopping = new CancellationTokenSource();
        var others = Task.WhenAll(fleet.WorkAsync("second", options => options.Listers = 5, stopping.Token), fleet.WorkAsync("third", options => options.Listers = 5, stopping.Token));
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, others);
        await stopping.CancelAsync();
        await others;

        var names = keys.Select(key => key[4..]).Distinct().Count();
        Assert.Equal((RunState.Complete, keys.Length, names), (ended.State, ended.Totals.Listed, ended.Totals.Copied + ended.Totals.Adopted));
        Assert.Equal(keys.Length - names, ended.Totals.Failed);
        var versions = (await fleet.Store("s3").ListVersionsAsync(new ObjectStores.ListVersionsRequest { Bucket = "dstbucket" }, default)).ValueOrThrow().Objects;
        Assert.Equal(names, versions.Count);
        await AssertExactAsync(fleet, ended);
    }

    [Fact]
    public async Task A_row_that_stands_twice_in_a_manifest_is_copied_once_and_a_second_version_is_refused()
    {
        await using var fleet = await SeededAsync("first", "a", "b");
        await fleet.Store("s3").SetVersioningAsync("first", ObjectStores.BucketVersioning.Enabled, default);
        var old = (await fleet.PutAsync("s3", "first", "a", [1])).VersionId!;
        await fleet.PutAsync("s3", "first", "a", [1, 2]);
        await fleet.PutAsync("s3", "first", "list.csv", Encoding.UTF8.GetBytes($"Key,VersionId\na,\nb,\nb,\na,{old}\nb,\n"));
        var run = await fleet.RunToEndAsync(Job with { Manifest = new ManifestSource { Kind = ManifestKind.Csv, At = new("s3", "first", "list.csv") } });
        Assert.Equal((RunState.Complete, 5L, 2L, 2L, 1L), (run.State, run.Totals.Listed, run.Totals.Copied, run.Totals.Skipped, run.Totals.Failed));
        Assert.Equal([("a", 2L), ("b", 1L)], (await fleet.ListAsync("s3", "dstbucket")).Select(copy => (copy.Key, copy.Size)));
        await AssertExactAsync(fleet, run);
    }

    [Fact]
    public async Task Large_objects_that_collide_open_no_upload()
    {
        await using var fleet = await SeededAsync("first");
        foreach (var key in new[] { "x/large", "y/large" }) await fleet.PutAsync("s3", "first", key, new byte[6 << 20]);
        var run = await fleet.RunToEndAsync(Job with { Keys = new KeyRewriting { Replace = [new("^./", "")] }, Copy = new CopyOptions { PartCopyThresholdBytes = 1 << 20, PartSizeBytes = 5 << 20 } });
        Assert.Equal((RunState.Complete, 1L, 1L), (run.State, run.Totals.Copied, run.Totals.Failed));
        await AssertExactAsync(fleet, run);
    }

    [Fact]
    public void Settling_takes_entries_out_of_their_segments()
    {
        var (small, large) = (new SegmentId(7), new SegmentId(8));
        ManifestEntry Entry(int place, CopyWay way) => new() { Id = small.Entry(place), Key = $"k{place}", Size = 10 + place, LastModified = DateTimeOffset.UnixEpoch, Way = way };
        ManifestEntry[] entries = [Entry(0, CopyWay.Copy), Entry(1, CopyWay.Copy), Entry(2, CopyWay.PartCopy)];
        var page = new ManifestPage
        {
            Entries = entries,
            Segments = [new() { Id = small, Kind = SegmentKind.Objects, EntryCount = 2, ByteCount = 21 }, new() { Id = large, Kind = SegmentKind.UploadOpen, EntryCount = 1, ByteCount = 12, EntryIds = [entries[2].Id] }],
            Destinations = new DestinationRecord(DateTimeOffset.UnixEpoch, [Job.Source], [.. entries.Select(entry => new DestinationKey(entry.Id, "same"))]),
            IsLast = true,
        };
        var settled = DuplicateDestinations.Settle(page, [new(entries[1].Id, entries[0]), new(entries[2].Id, entries[0])]);
        var left = Assert.Single(settled.Segments);
        Assert.Equal((small, 1, 10L, true), (left.Id, left.EntryCount, left.ByteCount, left.HasOutcomes));
        Assert.Equal(3, settled.Entries.Count);
        Assert.Equal([(entries[1].Id, "DuplicateDestination"), (entries[2].Id, "DuplicateDestination")], settled.Outcomes.Select(outcome => (outcome.Entry, outcome.Code!)));
        Assert.Same(page, DuplicateDestinations.Settle(page, []));
    }

    private async Task<Fleet> SeededAsync(string bucket, params string[] keys)
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", bucket);
        await fleet.CreateBucketAsync("s3", "dstbucket");
        foreach (var key in keys) await fleet.PutAsync("s3", bucket, key, Encoding.UTF8.GetBytes(key));
        return fleet;
    }

    /// <summary>The counters equal the rows.</summary>
    private static async Task AssertExactAsync(Fleet fleet, Run run) => Assert.Equal(run.Totals, await fleet.Reports.RecountAsync(run.Id, default));
}
