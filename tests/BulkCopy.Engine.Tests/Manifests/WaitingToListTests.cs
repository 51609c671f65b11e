using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class WaitingToListTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(4, 0)]
    [InlineData(6, 1)]
    public async Task A_store_that_cannot_be_listed_for_long_is_told_of_and_listed_when_it_can_be(int failures, int events)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.PutAsync("s3", "srcbucket", "object", [1]);
        var asked = 0;
        fleet.Between = (_, store) => Interception.Over(store, (method, _, go) => method == nameof(IObjectStore.ListObjectsAsync) && Interlocked.Increment(ref asked) <= failures
            ? Task.FromResult(new StoreResult<ObjectPage>(new StoreError { Code = StoreErrorCode.OutcomeUnknown, Operation = "ListObjects", Message = "No answer." })) : go());

        var run = await fleet.RunToEndAsync(new JobSpec
        {
            Name = "waiting",
            Source = new StoreLocation("s3", "srcbucket", ""),
            Destination = new StoreLocation("s3", "dstbucket", ""),
            Copy = new CopyOptions { Probe = false },
            Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
        });

        Assert.Equal((RunState.Complete, 1L), (run.State, run.Totals.Copied));
        await using var told = fleet.Database.CreateCommand($"SELECT count(*) FROM bulkcopy.run_events WHERE run_id = {run.Id} AND kind = 'Listing'");
        Assert.Equal((long)events, await told.ExecuteScalarAsync());
    }
}
