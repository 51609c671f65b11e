using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Tiering;

public sealed class RestoreSegmentTests(PostgresFixture postgres)
{
    private const string Thaw = """
        version: 1
        name: thaw
        restore: { tier: Standard, days: 300, requestsPerSecond: 1000, pollInterval: 1s, expiryMargin: 1s }
        rules:
          - { name: thaw, to: STANDARD }
        """;

    [Fact]
    public async Task Archived_objects_are_restored_then_moved_each_asked_for_once()
    {
        // Four hours take two seconds, and 300 days an hour.
        await using var scene = await TieringScene.StartAsync(postgres, "cos", acceleration: 7200);
        await scene.PutAllAsync(200, Enumerable.Range(0, 300).Select(i => ($"k{i:D3}", i % 10 == 0 ? "STANDARD_IA" : "ARCHIVE", 70_000, (string?)null)));
        var before = await scene.DescribeAsync();
        var run = await scene.RunAsync(scene.Job(Thaw));
        Assert.Equal((RunState.Complete, 300L, 300L), (run.State, run.Totals.Listed, run.Totals.Copied));
        Assert.All(await scene.ListAsync(), listed => Assert.Equal("STANDARD", listed.StorageClass));
        Assert.Equal(before, await scene.DescribeAsync());
        Assert.Equal(270, scene.Emulator.Requests.CountEffects(Operation.RestoreObject));
        Assert.Equal(new RestoreCount(RestoreProgressState.Restored, 270, 270 * 70_000, 0), (await scene.Ledger.Restores.CountAsync(run.Id, default)).Single() with { Cost = 0 });
    }

    [Fact]
    public async Task A_plain_copy_job_restores_its_archived_sources_too()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "oss", acceleration: 60);
        (await scene.Store.CreateBucketAsync("elsewhere", default)).ValueOrThrow();
        await scene.PutAsync("frozen", 100, "Archive");
        await scene.PutAsync("warm", 100, "Standard");
        var run = await scene.RunAsync(new JobSpec
        {
            Name = "copy",
            Source = scene.Location,
            Destination = scene.Location with { Bucket = "elsewhere" },
            Restore = new RestorePolicy { Days = 7, PollInterval = TimeSpan.FromMilliseconds(200), ExpiryMargin = TimeSpan.FromSeconds(1) },
        });
        Assert.Equal((RunState.Complete, 2L), (run.State, run.Totals.Copied));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_goes_away_between_the_parts_of_a_copy_is_restored_again(int part)
    {
        await using var scene = await TieringScene.StartAsync(postgres, "oss", acceleration: 60);
        (await scene.Store.CreateBucketAsync("elsewhere", default)).ValueOrThrow();
        await scene.PutAsync("frozen", 100, "Archive", (12 << 20) + 5);
        scene.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Status = 403, Code = "InvalidObjectState", Operations = [Operation.UploadPartCopy], PartNumber = part, Count = 1 });
        var run = await scene.RunAsync(new JobSpec
        {
            Name = "copy",
            Source = scene.Location,
            Destination = scene.Location with { Bucket = "elsewhere" },
            Copy = new CopyOptions { PartCopyThresholdBytes = 6 << 20, PartSizeBytes = 5 << 20 },
            Restore = new RestorePolicy { Days = 7, PollInterval = TimeSpan.FromMilliseconds(200), ExpiryMargin = TimeSpan.FromSeconds(1) },
            Failures = new FailurePolicy { StopAtFailedPercent = 100 },
        });
        Assert.Equal((RunState.Complete, 1L, 0L), (run.State, run.Totals.Copied, run.Totals.Failed));
    }

    [Fact]
    public async Task What_is_restored_already_or_being_restored_is_not_asked_for_again()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos", acceleration: 7200);
        foreach (var key in new[] { "a", "b" })
        {
            await scene.PutAsync(key, 200, "ARCHIVE");
            (await scene.Store.RestoreObjectAsync(new RestoreObjectRequest { Bucket = scene.Bucket, Key = key, Days = 300, Tier = key == "a" ? RestoreTier.Expedited : RestoreTier.Standard }, default)).ValueOrThrow();
        }
        var run = await scene.RunAsync(scene.Job(Thaw));
        Assert.Equal(2, run.Totals.Copied);
        Assert.Equal(2, scene.Emulator.Requests.CountEffects(Operation.RestoreObject));
    }

    [Fact]
    public async Task A_restored_copy_that_goes_away_too_soon_is_renewed()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos", acceleration: 7200);
        await scene.PutAsync("a", 200, "ARCHIVE");
        // One day is 12 s here, which is less than the margin; 300 days are an hour.
        (await scene.Store.RestoreObjectAsync(new RestoreObjectRequest { Bucket = scene.Bucket, Key = "a", Days = 1, Tier = RestoreTier.Expedited }, default)).ValueOrThrow();
        var run = await scene.RunAsync(scene.Job(Thaw.Replace("expiryMargin: 1s", "expiryMargin: 10m", StringComparison.Ordinal)));
        Assert.Equal(1, run.Totals.Copied);
        Assert.Equal(2, scene.Emulator.Requests.CountEffects(Operation.RestoreObject));
    }

    [Fact]
    public async Task Restores_end_at_the_cap_on_their_number_and_on_their_price()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos", acceleration: 7200);
        await scene.PutAllAsync(200, Enumerable.Range(0, 20).Select(i => ($"k{i:D2}", "ARCHIVE", 70_000, (string?)null)));
        var byNumber = await scene.RunAsync(scene.Job(Thaw.Replace("days: 300", "days: 300, maxObjects: 7", StringComparison.Ordinal)));
        Assert.Equal((7L, 13L), (byNumber.Totals.Copied, byNumber.Totals.Skipped));
        Assert.Equal(13, await scene.ScalarAsync($"SELECT count(*) FROM bulkcopy.outcomes WHERE code = '{TieringReasons.RestoreCapReached}'"));
        var byPrice = await scene.RunAsync(scene.Job(Thaw.Replace("days: 300", "days: 300, maxCost: 0", StringComparison.Ordinal)));
        Assert.Equal((0L, 13L), (byPrice.Totals.Copied, byPrice.Totals.Skipped));
    }
}
