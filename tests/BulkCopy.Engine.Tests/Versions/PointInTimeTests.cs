using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tests.Manifests;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;
using static BulkCopy.Engine.Tests.Versions.Histories;

namespace BulkCopy.Engine.Tests.Versions;

public sealed class PointInTimeTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("s3", 1000)]
    [InlineData("s3", 1)]
    [InlineData("cos", 2)]
    [InlineData("oss", 3)]
    public async Task Objects_are_copied_as_they_were_then(string store, int pageKeys)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (Bucket(store, "source"), Bucket(store, "target"));
        await fleet.CreateBucketAsync(store, source, versioned: true);
        await fleet.CreateBucketAsync(store, destination);
        if (pageKeys < 1000) fleet.Between = (_, inner) => SmallPages.Over(inner, pageKeys);
        foreach (var i in Enumerable.Range(0, 4)) await MakeAsync(fleet, store, source, $"a{i}", [1], [2, (byte)i]);
        await MakeAsync(fleet, store, source, "deleted then", [1], null);
        await MakeAsync(fleet, store, source, "deleted since", [7, 7, 7]);
        await MakeAsync(fleet, store, source, "never written again", [9]);
        var then = await MomentAsync(fleet, store, source);
        foreach (var i in Enumerable.Range(0, 4)) await MakeAsync(fleet, store, source, $"a{i}", [.. Enumerable.Range(0, i + 1).Select(_ => (byte[]?)[3])]);
        await MakeAsync(fleet, store, source, "deleted then", [5]);
        await MakeAsync(fleet, store, source, "deleted since", null, null);
        await MakeAsync(fleet, store, source, "not yet", [1], [2], null);
        await MakeAsync(fleet, store, source, "z not yet", [1]);
        var job = Job(store, source, store, destination) with { Versions = VersionScope.AsOf, AsOf = then };

        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions(), CancellationToken.None);
        var run = await fleet.RunToEndAsync(job, workers: 2, options => options.Listers = 2);

        Assert.Equal((RunState.Complete, 6L, 6L), (run.State, run.Totals.Listed, run.Totals.Copied));
        Assert.Equal(run.Totals.Verified, run.Totals.Copied);
        Assert.Equal(
            [.. Enumerable.Range(0, 4).Select(i => $"a{i} 02{i:X2}"), "deleted since 070707", "never written again 09"],
            (await ContentsAsync(fleet, store, destination)).Order(StringComparer.Ordinal));
        LeftOut[] leftOut = [new("deleted", 1, 0), new("not-yet", 2, 0)];
        Assert.Equal(leftOut, (await fleet.Reports.ReadLeftOutAsync(run.Id, CancellationToken.None)).OrderBy(left => left.Reason));
        Assert.Equal(leftOut, plan.LeftOut.OrderBy(left => left.Reason));
        Assert.Equal(6L, plan.Copies);
        var explainer = new AbsenceExplainer(fleet);
        Assert.StartsWith($"deleted at {then:u}: its delete marker is of", await explainer.ExplainAsync(run, "deleted then", CancellationToken.None), StringComparison.Ordinal);
        foreach (var key in new[] { "not yet", "never there" }) Assert.Equal($"not in {job.Source} at {then:u}, as its versions are now", await explainer.ExplainAsync(run, key, CancellationToken.None));
    }

    [Fact]
    public async Task Conditions_are_those_of_the_version_that_was_current_then()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source", versioned: true);
        await fleet.CreateBucketAsync("s3", "target");
        await MakeAsync(fleet, "s3", "source", "large then", new byte[100]);
        await MakeAsync(fleet, "s3", "source", "small then", new byte[1]);
        var then = await MomentAsync(fleet, "s3", "source");
        await MakeAsync(fleet, "s3", "source", "large then", new byte[1]);
        await MakeAsync(fleet, "s3", "source", "small then", new byte[100]);

        var run = await fleet.RunToEndAsync(Job("s3", "source", "s3", "target") with
        {
            Versions = VersionScope.AsOf, AsOf = then, Selection = new Selection { MinSizeBytes = 50 },
        });

        Assert.Equal((RunState.Complete, 1L, 100L), (run.State, run.Totals.Copied, run.Totals.Bytes));
        Assert.Equal("smaller than --min-size 50", await new AbsenceExplainer(fleet).ExplainAsync(run, "small then", CancellationToken.None));
    }

    /// <summary>A moment behind everything that was written so far, and before everything that will be; listings tell milliseconds.</summary>
    private static async Task<DateTimeOffset> MomentAsync(Fleet fleet, string store, string bucket)
    {
        var then = (await ListAsync(fleet, store, bucket)).Max(version => version.LastModified);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (TimeProvider.System.GetUtcNow() < then + TimeSpan.FromMilliseconds(5)) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        return then;
    }

    private static async Task<IReadOnlyList<string>> ContentsAsync(Fleet fleet, string store, string bucket)
    {
        var contents = new List<string>();
        foreach (var listed in await fleet.ListAsync(store, bucket))
        {
            using var opened = (await fleet.Store(store).GetObjectAsync(new ObjectStores.ReadObjectRequest { Bucket = bucket, Key = listed.Key }, CancellationToken.None)).ValueOrThrow();
            using var content = new MemoryStream();
            await opened.Content.CopyToAsync(content);
            contents.Add(string.Create(CultureInfo.InvariantCulture, $"{listed.Key} {Convert.ToHexString(content.ToArray())}"));
        }
        return contents;
    }
}
