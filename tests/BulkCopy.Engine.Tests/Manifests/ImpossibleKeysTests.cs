using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class ImpossibleKeysTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Nothing_is_sent_for_a_key_that_the_destination_refuses_not_even_when_failures_are_tried_again()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("oss", "srcbucket");
        await fleet.CreateBucketAsync("oss", "dstbucket");
        await fleet.PutAsync("oss", "srcbucket", "a😀", [1]);
        await fleet.PutAsync("oss", "srcbucket", "in/b", [1]);
        var run = await fleet.RunToEndAsync(new JobSpec
        {
            Name = "refused",
            Source = new("oss", "srcbucket", ""),
            Destination = new("oss", "dstbucket", ""),
            Keys = new KeyRewriting { Replace = [new("^a.", ""), new("^in", "")] },
            Failures = new FailurePolicy { StopAtFailedPercent = 100 },
        });
        Assert.Equal((RunState.Complete, 2L), (run.State, run.Totals.Failed));
        Assert.Equal("KeyNotPossible", Assert.Single(await fleet.Reports.GroupFailuresAsync(run.Id, default)).Code);
        Assert.Equal(0L, await new RetryFailed(fleet.Database).RetryAsync(run.Id, null, null, "again", default));
        Assert.Equal(0, fleet.Emulator.Requests.Count(Operation.CopyObject));
    }
}
