using System.Globalization;
using System.Text;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Planning;

public sealed class JobPlannerTests(PostgresFixture postgres)
{
    private static readonly CopyOptions Copy = new() { PartCopyThresholdBytes = 6 << 20, PartSizeBytes = 2 << 20, Probe = false };

    [Theory]
    [InlineData("s3", "source", "s3", "target", ComparePolicy.All, "Copy,PartCopy")]
    [InlineData("cos", "source-1250000000", "cos-far", "target-1250000000", ComparePolicy.All, "Copy,PartCopy")]
    [InlineData("oss", "source", "oss", "target", ComparePolicy.Different, "Copy,PartCopy")]
    [InlineData("s3", "source", "cos", "target-1250000000", ComparePolicy.All, "Relay,RelayParts")]
    [InlineData("oss", "source", "s3", "target", ComparePolicy.Missing, "Relay,RelayParts")]
    [InlineData("cos", "source-1250000000", "oss", "target", ComparePolicy.Mirror, "Relay,RelayParts")]
    public async Task A_run_does_what_the_plan_said_request_by_request(string from, string source, string to, string target, ComparePolicy policy, string ways)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, target);
        foreach (var i in Enumerable.Range(0, 12)) await fleet.PutAsync(from, source, $"a/{i:D3}", Content(i));
        foreach (var i in Enumerable.Range(0, 4)) await fleet.PutAsync(to, target, $"b/{i:D3}", Content(i));
        foreach (var i in Enumerable.Range(0, 3)) await fleet.PutAsync(to, target, $"b/extra {i}", Content(i));
        await fleet.PutAsync(from, source, "a/large", new byte[(7 << 20) + 1]);
        var job = new JobSpec
        {
            Name = "plan",
            Source = new StoreLocation(from, source, "a/"),
            Destination = new StoreLocation(to, target, "b/"),
            Copy = Copy with { PartCopyThresholdBytes = ways.StartsWith("Relay", StringComparison.Ordinal) ? 1 << 20 : 6 << 20, RelayPartSizeBytes = 2 << 20 },
            Compare = policy,
            Deletions = policy == ComparePolicy.Mirror ? new DeletionLimit { Percent = 100 } : null,
        };

        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions { InspectedObjects = 0 }, CancellationToken.None);
        fleet.Emulator.Requests.Clear();
        var run = await RunAsync(fleet, job);

        Assert.Equal(RunState.Complete, run.State);
        Assert.Equal(ways, string.Join(',', plan.Ways.Select(way => way.Way)));
        Assert.Equal((run.Totals.Copied, run.Totals.Bytes, run.Totals.Deleted), (plan.Copies, plan.CopyBytes, plan.Deletions));
        Assert.Equal(await fleet.Reports.ReadLeftOutAsync(run.Id, CancellationToken.None), plan.LeftOut);
        Assert.Equal(policy == ComparePolicy.All ? 4 : 0, plan.Overwritten);
        Assert.Equal(Sent(fleet, source), Planned(plan, "source"));
        Assert.Equal(Sent(fleet, target), Planned(plan, "destination"));
    }

    [Theory]
    [InlineData(ManifestKind.Csv)]
    [InlineData(ManifestKind.Inventory)]
    public async Task A_run_of_a_manifest_does_what_the_plan_said_request_by_request(ManifestKind kind)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("s3", "target");
        await fleet.CreateBucketAsync("oss", "lists");
        foreach (var i in Enumerable.Range(0, 12)) await fleet.PutAsync("s3", "source", $"a/{i:D3}", Content(i));
        var facts = await fleet.ListAsync("s3", "source");
        var rows = facts.Where((_, i) => i != 7).Select((one, i) => string.Create(CultureInfo.InvariantCulture,
            $"source,{one.Key},{(i % 2 == 0 ? one.Size : "")},{one.ETag},{one.LastModified:yyyy-MM-ddTHH:mm:ss.fffZ}\n"));
        var text = string.Concat(rows) + "source,a/none,,,\nsource,a/000,,,\nsource,b/elsewhere,,,\n";
        await fleet.PutAsync("oss", "lists", "data.csv", Encoding.UTF8.GetBytes(kind == ManifestKind.Csv ? "Bucket,Key,Size,ETag,LastModified\n" + text : text));
        await fleet.PutAsync("oss", "lists", "manifest.json", Encoding.UTF8.GetBytes(
            """{"fileFormat":"CSV","fileSchema":"Bucket, Key, Size, ETag, LastModifiedDate","files":[{"key":"data.csv"}]}"""));
        var job = new JobSpec
        {
            Name = "plan", Source = new("s3", "source", "a/"), Destination = new("s3", "target", "b/"), Copy = Copy,
            Manifest = new ManifestSource { Kind = kind, At = new("oss", "lists", kind == ManifestKind.Csv ? "data.csv" : "manifest.json") },
        };

        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions { InspectedObjects = 0 }, CancellationToken.None);
        fleet.Emulator.Requests.Clear();
        var run = await RunAsync(fleet, job);

        Assert.Equal((RunState.Complete, 11L, 1L, 1L), (run.State, run.Totals.Copied, run.Totals.Skipped, run.Totals.Failed));
        Assert.Equal((run.Totals.Copied, run.Totals.Bytes), (plan.Copies, plan.CopyBytes));
        Assert.Equal(["DuplicateDestination", "NoSuchKey"], plan.Obstacles.Select(one => one.Code).Order(StringComparer.Ordinal));
        Assert.Equal([new LeftOut("prefix", 1, 0)], plan.LeftOut);
        Assert.Equal(Sent(fleet, "target"), Planned(plan, "destination"));
        Assert.Equal(Sent(fleet, "lists"), plan.Requests.Where(one => one is { Store: "oss", Side: "source" }).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Api} {one.Count}")).Order(StringComparer.Ordinal));
        Assert.Equal(Sent(fleet, "source"), plan.Requests.Where(one => one is { Store: "s3", Side: "source" }).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Api} {one.Count}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_plan_that_probes_tells_what_it_found_and_leaves_nothing_behind()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("s3", "target");
        await fleet.PutAsync("s3", "source", "a/x", [1]);
        var job = new JobSpec { Name = "plan", Source = new("s3", "source", "a/"), Destination = new("s3", "target", "b/") };
        fleet.Between = (_, store) => RefusingForeignCopies.Over(store);
        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions { InspectedObjects = 0, Probe = true }, CancellationToken.None);
        Assert.Contains(plan.Notes, note => note.StartsWith("The destination cannot copy from the source's bucket (AccessDenied)", StringComparison.Ordinal));
        Assert.Equal([CopyWay.Relay], plan.Ways.Select(way => way.Way));
        Assert.Empty(await fleet.ListAsync("s3", "target"));
    }

    [Fact]
    public async Task Nothing_is_written_and_what_will_go_wrong_is_named()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("cos", "target-1250000000", versioned: true);
        await fleet.PutAsync("s3", "source", new string('k', 900), [1]);
        await fleet.PutAsync("s3", "source", "fine", [1]);
        await fleet.PutAsync("cos", "target-1250000000", "fine", [2, 3]);
        fleet.Emulator.Requests.Clear();
        var job = new JobSpec { Name = "plan", Source = new StoreLocation("s3", "source", ""), Destination = new StoreLocation("cos", "target-1250000000", ""), Copy = Copy };

        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions(), CancellationToken.None);

        Assert.Equal(("KeyNotPossible", 1L), (Assert.Single(plan.Obstacles).Code, plan.Obstacles[0].Objects));
        Assert.Equal((1L, 1L, 2L), (plan.Copies, plan.Overwritten, plan.OverwrittenBytes));
        Assert.Contains(plan.Notes, note => note.Contains("1 versions of 2 bytes are superseded", StringComparison.Ordinal));
        Assert.DoesNotContain(fleet.Emulator.Requests.Snapshot(), request => request.Operation is Operation.PutObject or Operation.CopyObject or Operation.CreateMultipartUpload);
        var guarded = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job with { Copy = Copy with { ForbidOverwrite = true } }, new PlanOptions(), CancellationToken.None);
        Assert.Contains(guarded.Notes, note => note.Contains("asked by HEAD before every copy", StringComparison.Ordinal));
        Assert.Equal([new LeftOut("Present", 1, 1)], guarded.LeftOut);
    }

    [Fact]
    public async Task A_sample_is_extrapolated_to_the_number_that_was_named_and_says_so()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("s3", "target");
        await Parallel.ForAsync(0, 2100, async (i, _) => await fleet.PutAsync("s3", "source", $"{i:D5}", Content(i)));
        var job = new JobSpec { Name = "plan", Source = new StoreLocation("s3", "source", ""), Destination = new StoreLocation("s3", "target", ""), Copy = Copy };
        var options = new PlanOptions { SampleObjects = 500, InspectedObjects = 0 };

        var part = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, options, CancellationToken.None);
        var whole = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, options with { ExpectedObjects = 2_000_000 }, CancellationToken.None);

        Assert.Equal((1000L, 1.0, 1000L), (part.Sample!.Objects, part.Sample.Factor, part.Copies));
        Assert.Equal((1000L, 2000.0, 2_000_000L, 18_000_000L), (whole.Sample!.Objects, whole.Sample.Factor, whole.Copies, whole.CopyBytes));
        Assert.Contains("extrapolated to the 2000000", whole.Sample.How, StringComparison.Ordinal);
        Assert.Equal(2_000_000, whole.Requests.Single(one => one.Api == "CopyObject").Count);
    }

    [Fact]
    public void Time_is_that_of_the_slowest_step_and_its_rates_are_named()
    {
        PlannedWay[] ways = [new(CopyWay.Copy, "", 1_000_000, 1_000_000L << 20, 0), new(CopyWay.Relay, "", 10, 110L << 30, 0)];
        var relayed = new PlanRates().Of(ways, 1_000_010, 1001);
        Assert.Equal((1024.0, "bytes relayed through workers"), (relayed.Expected.TotalSeconds, relayed.Limit));
        Assert.All(relayed.Assumptions.Take(3), sentence => Assert.Contains("assumed", sentence, StringComparison.Ordinal));
        var limited = new PlanRates { RequestsPerSecond = 100 }.Of(ways, 1_000_000, 1001);
        Assert.Equal((10_000.0, "requests per second"), (limited.Expected.TotalSeconds, limited.Limit));
    }

    private static async Task<Run> RunAsync(Fleet fleet, JobSpec job)
    {
        if (job.Compare != ComparePolicy.Mirror) return await fleet.RunToEndAsync(job);
        var run = await fleet.Ledger.Runs.CreateAsync(job, null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        await fleet.UntilAsync(run.Id, r => r is { State: RunState.Suspended, StateReason: not null }, working);
        await fleet.Ledger.Runs.MoveAsync(run.Id, [RunState.Suspended], RunState.Ready, null, CancellationToken.None);
        var ended = await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        return ended;
    }

    private static string[] Sent(Fleet fleet, string bucket) =>
    [
        .. fleet.Emulator.Requests.Snapshot().Where(request => request.Bucket == bucket)
            .GroupBy(request => request.Operation == Operation.ListObjectsV2 ? Operation.ListObjects : request.Operation)
            .Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal),
    ];

    private static string[] Planned(JobPlan plan, string side) =>
        [.. plan.Requests.Where(one => one.Side == side).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Api} {one.Count}")).Order(StringComparer.Ordinal)];

    private static byte[] Content(int i) => Encoding.UTF8.GetBytes(i.ToString("D9", CultureInfo.InvariantCulture));
}
