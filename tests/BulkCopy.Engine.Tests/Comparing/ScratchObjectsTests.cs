using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Probing;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Comparing;

/// <summary>What a probe of another run writes at the destination while two places are compared.</summary>
public sealed class ScratchObjectsTests(PostgresFixture postgres)
{
    private const string Scratch = $"to/{StoreProber.ScratchFolder}0123456789abcdef0123456789abcdef/source";

    private static readonly JobSpec Job = new() { Name = "probed", Source = new("s3", "source", "from/"), Destination = new("s3", "target", "to/") };

    [Fact]
    public async Task A_mirror_leaves_them_to_their_probe()
    {
        await using var fleet = await StartAsync();
        var job = Job with { Compare = ComparePolicy.Mirror, Deletions = new DeletionLimit { Objects = 0 } };
        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions(), default);
        Assert.Equal(0, plan.Deletions);
        var run = await fleet.RunToEndAsync(job);
        Assert.Equal((RunState.Complete, 1L, 0L), (run.State, run.Totals.Copied, run.Totals.ToDelete));
        Assert.Contains(Scratch, (await fleet.ListAsync("s3", "target")).Select(there => there.Key));
    }

    [Fact]
    public async Task A_verification_does_not_call_them_extra()
    {
        await using var fleet = await StartAsync();
        await fleet.PutAsync("s3", "target", "to/a", [1]);
        var run = await fleet.RunToEndAsync(Job with { Verify = new VerifySpec() });
        Assert.Equal((RunState.Complete, 1L, 0L), (run.State, run.Totals.Listed, run.Totals.Failed));
    }

    private async Task<Fleet> StartAsync()
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("s3", "target");
        await fleet.PutAsync("s3", "source", "from/a", [1]);
        await fleet.PutAsync("s3", "target", Scratch, [7]);
        return fleet;
    }
}
