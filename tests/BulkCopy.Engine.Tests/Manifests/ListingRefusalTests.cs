using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class ListingRefusalTests(PostgresFixture postgres)
{
    private static readonly JobSpec Job = new() { Name = "test", Source = new("s3", "srcbucket", ""), Destination = new("s3", "dstbucket", "") };

    public static TheoryData<string> Declarations { get; } = new("colliding keys", "several sources");

    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task A_run_that_cannot_be_listed_as_declared_fails_and_copies_nothing(string declaration)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.CreateBucketAsync("oss", "other");
        await fleet.PutAsync("s3", "srcbucket", "a/x", [1]);

        var run = await fleet.RunToEndAsync(declaration switch
        {
            "colliding keys" => Job with { Keys = new KeyRewriting { Template = "{name}" } },
            _ => Job with { MoreSources = [new("oss", "other", "")] },
        });

        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("Nothing was copied", run.StateReason, StringComparison.Ordinal);
        Assert.Equal((0, 0), (run.Totals.Listed, run.Totals.Copied));
    }
}
