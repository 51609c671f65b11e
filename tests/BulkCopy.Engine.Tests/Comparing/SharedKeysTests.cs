using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Tests.Tiering;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Comparing;

/// <summary>Several sources that are compared with one destination, where two of them have an object for the same key.</summary>
public sealed class SharedKeysTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(ComparePolicy.Different)]
    [InlineData(ComparePolicy.Newer)]
    public async Task What_one_source_brought_is_not_replaced_by_the_other_one_s(ComparePolicy policy)
    {
        var clock = new SetClock();
        await using var fleet = await StartAsync(clock);
        var job = Job with { Compare = policy };
        await fleet.PutAsync("s3", "first", "in/a", "first"u8.ToArray());
        Assert.Equal(1, (await fleet.RunToEndAsync(job)).Totals.Copied);
        clock.Shift(TimeSpan.FromHours(1));
        await fleet.PutAsync("oss", "second", "too/a", "second"u8.ToArray());
        await fleet.PutAsync("oss", "second", "too/b", "b"u8.ToArray());

        var run = await fleet.RunToEndAsync(job, workers: 2);

        Assert.Equal((RunState.Complete, 1L, 1L), (run.State, run.Totals.Copied, run.Totals.Failed));
        var failure = Assert.Single(await fleet.Reports.GroupFailuresAsync(run.Id, default));
        Assert.Equal((DuplicateDestinations.Code, "too/a"), (failure.Code, failure.ExampleKey));
        Assert.Contains("'in/a' of s3:first/in/", failure.ExampleMessage, StringComparison.Ordinal);
        Assert.Equal([("a", 5L), ("b", 1L)], (await fleet.ListAsync("s3", "target")).Select(copy => (copy.Key, copy.Size)));
    }

    [Fact]
    public async Task An_object_that_changed_and_that_no_other_source_selects_replaces_its_copy()
    {
        await using var fleet = await StartAsync();
        var job = Job with { Compare = ComparePolicy.Different, Selection = new Selection { MaxSizeBytes = 10 } };
        foreach (var key in new[] { "in/a", "in/b" }) await fleet.PutAsync("s3", "first", key, "old"u8.ToArray());
        await fleet.PutAsync("oss", "second", "too/a", new byte[11]);
        Assert.Equal(2, (await fleet.RunToEndAsync(job)).Totals.Copied);
        foreach (var key in new[] { "in/a", "in/b" }) await fleet.PutAsync("s3", "first", key, "newer"u8.ToArray());
        fleet.Emulator.Requests.Clear();

        var run = await fleet.RunToEndAsync(job);

        Assert.Equal((RunState.Complete, 2L, 0L), (run.State, run.Totals.Copied, run.Totals.Failed));
        Assert.Equal(2, fleet.Emulator.Requests.Count(Operation.HeadObject));
    }

    private static readonly JobSpec Job = new()
    {
        Name = "shared", Source = new("s3", "first", "in/"), MoreSources = [new("oss", "second", "too/")], Destination = new("s3", "target", ""),
    };

    private async Task<Fleet> StartAsync(TimeProvider? clock = null)
    {
        var fleet = await Fleet.StartAsync(postgres, clock);
        await fleet.CreateBucketAsync("s3", "first");
        await fleet.CreateBucketAsync("oss", "second");
        await fleet.CreateBucketAsync("s3", "target");
        return fleet;
    }
}
