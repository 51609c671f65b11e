using System.Text.Json;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>The promise of the product, with real processes: whatever dies, nothing is lost, doubled or mixed.</summary>
public sealed class KilledWorkersTests
{
    private const string Source = "crash-source-1250000000";
    private const string Destination = "crash-copies-1250000000";
    private const int Objects = 20_000;
    private const int LargeObjects = 3;
    private const int Kills = 5;

    [Fact]
    public async Task A_run_completes_exactly_whatever_is_killed()
    {
        await PostgresFixture.RequireInstalledAsync();
        await using var scene = await CrashScene.StartAsync();
        await scene.SeedAsync(Source, Objects, LargeObjects);
        (await scene.Store.CreateBucketAsync(Destination, CancellationToken.None)).ValueOrThrow();
        (await scene.Store.SetVersioningAsync(Destination, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();

        var created = await scene.RunAsync("copy", $"cos:{Source}", $"cos:{Destination}", "--detach", "--part-copy-threshold", "8MiB", "--part-size", "1MiB");
        var id = new RunId(created.GetProperty("runId").GetInt32());

        var run = await KillUntilOverAsync(scene, id);

        Assert.Equal(RunState.Complete, run.State);
        await AssertLedgerAsync(scene, run);
        await AssertDestinationAsync(scene);
    }

    /// <summary>Each of two workers is killed by SIGKILL at random moments, the database once; the rest of the run is theirs in peace.</summary>
    private static async Task<Run> KillUntilOverAsync(CrashScene scene, RunId id)
    {
        var random = new Random(20261121);
        var kills = new int[2];
        BulkCopyProcess[] workers = [StartWorker(scene), StartWorker(scene)];
        var databaseKilled = false;
        try
        {
            while (true)
            {
                var run = await scene.ReadRunAsync(id);
                if (run.FinishedAt is not null)
                {
                    Assert.All(kills, count => Assert.True(count >= Kills, $"The run was over after {string.Join(" and ", kills)} kills; it is too short for this test."));
                    Assert.True(databaseKilled);
                    return run;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 500)), TimeProvider.System, TestContext.Current.CancellationToken);
                // Deaths are spread over the run: the next comes when its share of the objects is done.
                var share = (kills.Sum() + 1) * (Objects / (2 * Kills + 3));
                if (run.Totals.Finished < share) continue;
                if (!databaseKilled && kills.Sum() == Kills)
                {
                    await scene.KillDatabaseAsync();
                    databaseKilled = true;
                }
                if (kills.Min() >= Kills) continue;
                var victim = kills[0] <= kills[1] ? 0 : 1;
                await scene.KillAsync(workers[victim]);
                kills[victim]++;
                workers[victim] = StartWorker(scene);
            }
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
    }

    private static BulkCopyProcess StartWorker(CrashScene scene) => BulkCopyProcess.Start(["worker", "--concurrency", "4"], scene.Environment);

    private static async Task AssertLedgerAsync(CrashScene scene, Run run)
    {
        Assert.Equal(Objects + LargeObjects, run.Totals.Listed);
        Assert.Equal(run.Totals.Listed, run.Totals.Copied + run.Totals.Adopted);
        Assert.Equal(run.Totals.Listed, run.Totals.Verified);
        Assert.Equal(run.Totals, await new ReportLedger(scene.Database).RecountAsync(run.Id, CancellationToken.None));
        await using var finals = scene.Database.CreateCommand(
            $"SELECT count(*) FILTER (WHERE n = 1), count(*) FROM (SELECT entry_id, count(*) AS n FROM bulkcopy.outcomes WHERE run_id = {run.Id} AND final GROUP BY entry_id) f");
        await using var counts = await finals.ExecuteReaderAsync();
        Assert.True(await counts.ReadAsync());
        Assert.Equal((run.Totals.Listed, run.Totals.Listed), (counts.GetInt64(0), counts.GetInt64(1)));
    }

    private static async Task AssertDestinationAsync(CrashScene scene)
    {
        var source = await scene.ListAsync(Source, versions: false);
        var copies = await scene.ListAsync(Destination, versions: true);
        Assert.Equal(source.Select(o => (o.Key, o.Size)), copies.Select(o => (o.Key, o.Size)));
        Assert.Empty((await scene.Store.ListUploadsAsync(Destination, "", null, null, CancellationToken.None)).ValueOrThrow().Uploads);
        await Parallel.ForEachAsync(source, async (listed, _) =>
        {
            var original = await scene.HeadAsync(Source, listed.Key);
            var copy = await scene.HeadAsync(Destination, listed.Key);
            Assert.Equal(original.Crc64, copy.Crc64);
            Assert.NotNull(copy.Crc64);
            Assert.Equal(original.Headers.ContentType, copy.Headers.ContentType);
            Assert.Equal(original.Headers.Metadata, copy.Headers.Metadata);
        });
        Assert.Equal(0, scene.Requests.InternalErrors);
    }
}
