using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;
using BulkCopy.Engine.Tests.Tiering;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Probing;

public sealed class StoreProberTests(PostgresFixture postgres)
{
    private static readonly FaultKind[] RadosgwQuirks = [FaultKind.IgnoreCopyConditions, FaultKind.IgnoreOverwriteGuard, FaultKind.NoVersionIdOnCopy];

    [Theory]
    [InlineData("cos", "src-1250000000", "cos-far", "dst-1250000000", false)]
    [InlineData("oss", "srcbucket", "oss", "dstbucket", false)]
    [InlineData("s3", "srcbucket", "s3", "dstbucket", true)]
    public async Task A_store_that_keeps_its_word_is_seen_to_and_nothing_is_left_behind(string from, string source, string to, string destination, bool versioned)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, destination, versioned);
        await fleet.PutAsync(from, source, "sample", [1, 2, 3]);
        fleet.Emulator.Requests.Clear();

        var found = (await Prober(fleet, from, source, to, destination).ProbeAsync(default)).ValueOrThrow();

        Assert.Equal((true, true, true, true, true, true), (found.CopyConditions, found.PartCopyConditions, found.CarriesMetadata, found.CarriesTags, found.ReplacesMetadata, found.CopiesFromSource));
        Assert.Equal((true, versioned ? true : null), (found.OverwriteGuard, found.TellsVersionIds));
        Assert.Empty(found.Findings);
        Assert.InRange(found.Requests, 10, 30);
        Assert.Equal(found.Requests, fleet.Emulator.Requests.Total);
        await AssertEmptyAsync(fleet, to, destination);
    }

    [Fact]
    public async Task What_a_store_ignores_is_noticed()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket", versioned: true);
        foreach (var kind in RadosgwQuirks) fleet.Emulator.Faults.Add(new FaultRule { Kind = kind, Operations = [Operation.CopyObject, Operation.UploadPartCopy] });

        var found = (await Prober(fleet, "s3", "srcbucket", "s3", "dstbucket").ProbeAsync(default)).ValueOrThrow();

        Assert.Equal((false, false, false, false), (found.CopyConditions, found.PartCopyConditions, found.OverwriteGuard, found.TellsVersionIds));
        Assert.Equal(4, found.Findings.Count);
        await AssertEmptyAsync(fleet, "s3", "dstbucket");
    }

    [Fact]
    public async Task What_a_killed_probe_left_behind_is_removed_an_hour_later_and_that_of_another_probe_is_not()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("cos", "dst-1250000000");
        await fleet.PutAsync("cos", "dst-1250000000", StoreProber.ScratchFolder + "other/source", [1]);
        (await fleet.Store("cos").CreateUploadAsync(new CreateUploadRequest { Bucket = "dst-1250000000", Key = StoreProber.ScratchFolder + "other/parts" }, default)).ValueOrThrow();
        await fleet.PutAsync("cos", "dst-1250000000", "mine", [1]);
        var clock = new SetClock();
        var place = new StoreLocation("cos", "dst-1250000000", "");
        var prober = new StoreProber(fleet.Store("cos"), place, fleet.Store("cos"), place, clock);

        clock.Shift(TimeSpan.FromMinutes(59));
        Assert.True((await prober.ProbeAsync(default)).ValueOrThrow().IsConclusive);
        Assert.Equal([StoreProber.ScratchFolder + "other/source", "mine"], (await fleet.ListAsync("cos", "dst-1250000000")).Select(o => o.Key));
        Assert.Single((await fleet.Store("cos").ListUploadsAsync("dst-1250000000", "", null, null, default)).ValueOrThrow().Uploads);

        clock.Shift(TimeSpan.FromMinutes(61));
        Assert.True((await prober.ProbeAsync(default)).ValueOrThrow().IsConclusive);
        Assert.Equal(["mine"], (await fleet.ListAsync("cos", "dst-1250000000")).Select(o => o.Key));
        Assert.Empty((await fleet.Store("cos").ListUploadsAsync("dst-1250000000", "", null, null, default)).ValueOrThrow().Uploads);
    }

    [Theory]
    [InlineData(Operation.CopyObject, 1)]
    [InlineData(Operation.PutObject, 0)]
    public async Task What_a_busy_store_did_not_tell_is_not_trusted_and_asked_again_by_the_next_run(Operation busy, int skip)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.PutAsync("s3", "srcbucket", "object", [1, 2]);
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.SlowDown, Prefix = StoreProber.ScratchFolder, Operations = [busy], Skip = skip });

        await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket"));
        Assert.Equal(2, fleet.Emulator.Requests.Count(Operation.HeadObject, "srcbucket"));

        fleet.Emulator.Faults.Clear();
        await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket"));
        Assert.Equal(2, fleet.Emulator.Requests.Count(Operation.HeadObject, "srcbucket"));
    }

    [Fact]
    public async Task Where_the_destination_may_not_read_the_source_objects_are_relayed()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.PutAsync("s3", "srcbucket", "object", [1, 2]);
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Status = 403, Code = "AccessDenied", Prefix = StoreProber.ScratchFolder, Operations = [Operation.CopyObject], Skip = 4 });

        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket"));

        Assert.Equal((1L, 1L), (run.Totals.Copied, run.Totals.Verified));
        Assert.Equal(1, fleet.Emulator.Requests.CountEffects(Operation.PutObject, "dstbucket", "object"));
    }

    [Fact]
    public async Task A_run_probes_once_and_compensates_for_what_it_found()
    {
        const int Objects = 20;
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket", versioned: true);
        foreach (var kind in RadosgwQuirks) fleet.Emulator.Faults.Add(new FaultRule { Kind = kind, Operations = [Operation.CopyObject, Operation.UploadPartCopy] });
        for (var i = 0; i < Objects; i++) await fleet.PutAsync("s3", "srcbucket", $"{i}", [(byte)i]);

        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket"), workers: 2);

        Assert.Equal((Objects, Objects), ((int)run.Totals.Copied, (int)run.Totals.Verified));
        Assert.Equal(2 * Objects, fleet.Emulator.Requests.Count(Operation.HeadObject, "srcbucket"));
        await using var versions = fleet.Database.CreateCommand($"SELECT count(DISTINCT dest_version_id) FROM bulkcopy.outcomes WHERE run_id = {run.Id}");
        Assert.Equal((long)Objects, await versions.ExecuteScalarAsync());
        await using var events = fleet.Database.CreateCommand($"SELECT count(*) FROM bulkcopy.run_events WHERE run_id = {run.Id} AND kind = 'Probe'");
        Assert.Equal(4L, await events.ExecuteScalarAsync());

        var creations = fleet.Emulator.Requests.Count(Operation.CreateMultipartUpload);
        await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket"));
        Assert.Equal(creations, fleet.Emulator.Requests.Count(Operation.CreateMultipartUpload));
    }

    private static StoreProber Prober(Fleet fleet, string from, string source, string to, string destination) =>
        new(fleet.Store(from), new(from, source, ""), fleet.Store(to), new(to, destination, ""), TimeProvider.System);

    private static async Task AssertEmptyAsync(Fleet fleet, string store, string bucket)
    {
        Assert.Empty((await fleet.Store(store).ListVersionsAsync(new ListVersionsRequest { Bucket = bucket }, default)).ValueOrThrow().Objects);
        Assert.Empty((await fleet.Store(store).ListUploadsAsync(bucket, "", null, null, default)).ValueOrThrow().Uploads);
    }

    private static JobSpec Spec(string from, string source, string to, string destination) =>
        new() { Name = "probed", Source = new(from, source, ""), Destination = new(to, destination, ""), Copy = new CopyOptions { Probe = true } };
}
