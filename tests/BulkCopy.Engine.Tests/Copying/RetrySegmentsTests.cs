using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Versions;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Engine.Tests.Copying;

public sealed class RetrySegmentsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_copy_that_broke_off_unforeseen_is_asked_about_before_it_is_repeated()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("s3", "target", versioned: true);
        await fleet.PutAsync("s3", "source", "a", [1]);
        var stores = new Dictionary<string, IObjectStore>();
        fleet.Between = (name, store) => stores.TryGetValue(name, out var known) ? known : stores[name] = BreakingStore.Over(store);

        var run = await fleet.RunToEndAsync(new JobSpec
        {
            Name = "breaks off", Source = new("s3", "source", ""), Destination = new("s3", "target", ""), Copy = new CopyOptions { Probe = false },
        });

        Assert.Equal((RunState.Complete, 1L, 0L, 1L), (run.State, run.Totals.Adopted, run.Totals.Copied, run.Totals.Retries));
        Assert.Single(await Histories.ListAsync(fleet, "s3", "target"));
    }
}
