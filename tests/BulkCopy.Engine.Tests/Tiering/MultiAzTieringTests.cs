using BulkCopy.Emulator;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Engine.Tests.Tiering;

public sealed class MultiAzTieringTests(PostgresFixture postgres)
{
    private const string Bucket = "zones-1250000000";

    [Fact]
    public async Task In_a_multi_AZ_bucket_nothing_changes_its_class_and_the_ledger_says_why()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos");
        scene.Clock.Shift(TimeSpan.FromDays(-100));
        foreach (var (prefix, storageClass) in new[] { ("std/", "MAZ_STANDARD"), ("ia/", "MAZ_STANDARD_IA"), ("auto/", "MAZ_INTELLIGENT_TIERING") })
            scene.Emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.Cos, Bucket = Bucket, Region = scene.Store.Region, Prefix = prefix, Count = 5, Size = 70_000, StorageClass = storageClass });
        scene.Clock.Shift(TimeSpan.Zero);
        Assert.True((await scene.Store.HeadBucketAsync(Bucket, default)).ValueOrThrow().MultiAz);
        var job = TieringJobs.Declare(scene.Location with { Bucket = Bucket }, scene.Job("""
            version: 1
            name: zones
            rules:
              - { name: down, priority: 2, to: MAZ_STANDARD_IA, match: { prefix: [std/, ia/] } }
              - { name: away, priority: 1, to: ARCHIVE, match: { olderThan: 30d } }
            """).Tiering!);

        var report = await new TieringSimulator(scene.Store, job.Tiering!, TimeProvider.System.GetUtcNow()).OverListingAsync(job.Source, default);
        var run = await scene.RunAsync(job);

        Assert.Empty(report.Transitions);
        Assert.Equal([("away", TieringReasons.TransitionForbidden, 5L), ("down", TieringReasons.TransitionForbidden, 5L)], report.Refusals.Select(r => (r.Rule, r.Code, r.Objects)));
        Assert.Equal((RunState.Complete, 10L, 10L), (run.State, run.Totals.Listed, run.Totals.Skipped));
        Assert.Equal(0, scene.Emulator.Requests.Count(Operation.CopyObject));
        Assert.Equal(5, await scene.ScalarAsync("""
            SELECT count(*) FROM bulkcopy.outcomes WHERE final AND code = 'TransitionForbidden'
                AND message = 'From MAZ_STANDARD to MAZ_STANDARD_IA: objects of the multi-AZ class MAZ_STANDARD can only be copied into MAZ_STANDARD.'
            """));
        // The store would have refused as well.
        var copied = await scene.Store.CopyObjectAsync(new CopyObjectRequest
        {
            Source = new CopySource(Bucket, "std/000000000", null, scene.Store.Region), Bucket = Bucket, Key = "std/000000000", StorageClass = "MAZ_STANDARD_IA", ReplaceHeaders = new ObjectHeaders(),
        }, default);
        Assert.Equal(StoreErrorCode.InvalidRequest, copied.Error!.Code);
    }
}
