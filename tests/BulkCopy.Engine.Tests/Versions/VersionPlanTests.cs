using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;
using static BulkCopy.Engine.Tests.Versions.Histories;

namespace BulkCopy.Engine.Tests.Versions;

public sealed class VersionPlanTests(PostgresFixture postgres)
{
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData("s3", "s3")]
    [InlineData("cos", "cos")]
    [InlineData("oss", "s3")]
    public async Task A_run_does_what_the_plan_of_its_versions_said(string from, string to)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (Bucket(from, "source"), Bucket(to, "target"));
        await fleet.CreateBucketAsync(from, source, versioned: true);
        await fleet.CreateBucketAsync(to, destination, versioned: true);
        foreach (var i in Enumerable.Range(0, 6)) await MakeAsync(fleet, from, source, $"key {i}", Mixed($"key {i}", 8));
        await MakeAsync(fleet, from, source, "large", [1], new byte[7 * MiB], new byte[8 * MiB], null, new byte[7 * MiB]);
        await MakeAsync(fleet, from, source, "out", [1], [2]);
        var job = Job(from, source, to, destination) with
        {
            Selection = new Selection { Exclude = ["out"] },
            Copy = new CopyOptions { PartCopyThresholdBytes = 6 * MiB, PartSizeBytes = 5 * MiB, RelayPartSizeBytes = 5 * MiB },
        };

        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions { InspectedObjects = 0 }, CancellationToken.None);
        fleet.Emulator.Requests.Clear();
        var run = await fleet.RunToEndAsync(job, configure: options => options.Listers = 1);

        Assert.Equal((RunState.Complete, run.Totals.Copied, run.Totals.Bytes), (run.State, plan.Copies, plan.CopyBytes));
        Assert.Equal(13L, Assert.Single(plan.Ways, way => way.Way == CopyWay.DeleteMarker).Objects);
        Assert.Equal([new LeftOut("exclude", 2, 2)], plan.LeftOut);
        foreach (var api in new[] { "ListObjectVersions", "DeleteObject", "CopyObject", "PutObject", "CreateMultipartUpload", "UploadPartCopy", "UploadPart", "CompleteMultipartUpload" })
            Assert.Equal((api, Sent(fleet, source, api), Sent(fleet, destination, api)), (api, Planned(plan, "source", api), Planned(plan, "destination", api)));
    }

    [Fact]
    public async Task A_plan_of_histories_is_refused_where_the_destination_keeps_none()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source", versioned: true);
        await fleet.CreateBucketAsync("s3", "target");

        var refused = await Assert.ThrowsAsync<RunStoppedException>(() =>
            new JobPlanner(fleet, TimeProvider.System).PlanAsync(Job("s3", "source", "s3", "target"), new PlanOptions(), CancellationToken.None));

        Assert.Contains("Bucket target of store 's3' does not keep versions (it never has)", refused.Message, StringComparison.Ordinal);
    }

    private static long Planned(JobPlan plan, string side, string api) => plan.Requests.Where(one => one.Side == side && one.Api == api).Sum(one => one.Count);

    private static long Sent(Fleet fleet, string bucket, string api) =>
        fleet.Emulator.Requests.Snapshot().Count(request => request.Bucket == bucket && request.Operation.ToString() == api);
}
