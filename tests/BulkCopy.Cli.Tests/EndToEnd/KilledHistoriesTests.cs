using System.Globalization;
using System.Text;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>A thousand keys with twenty versions each, delete markers among them, copied by processes that are killed: order, content, markers and map are exact, and nothing is there twice.</summary>
public sealed class KilledHistoriesTests
{
    private const string Source = "history-source-1250000000";
    private const string Destination = "history-copies-1250000000";
    private const int Keys = 1000;
    private const int Versions = 20;
    private const int LargeKeys = 2;
    private const int Kills = 6;

    [Fact]
    public async Task Histories_arrive_in_order_through_crashes()
    {
        await PostgresFixture.RequireInstalledAsync();
        await using var scene = await CrashScene.StartAsync();
        foreach (var bucket in new[] { Source, Destination })
        {
            (await scene.Store.CreateBucketAsync(bucket, CancellationToken.None)).ValueOrThrow();
            (await scene.Store.SetVersioningAsync(bucket, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
        }
        await Parallel.ForAsync(0, Keys, async (i, token) => await MakeAsync(scene, i, token));

        var created = await scene.RunAsync("copy", $"cos:{Source}", $"cos:{Destination}", "--versions", "all", "--detach", "--part-copy-threshold", "3MiB", "--part-size", "1MiB");
        var run = await KillUntilOverAsync(scene, new RunId(created.GetProperty("runId").GetInt32()));

        Assert.True(run.State == RunState.Complete, run.StateReason);
        const long all = (Keys * Versions) + LargeKeys;
        Assert.Equal((all, all, all, 0L), (run.Totals.Listed, run.Totals.Copied + run.Totals.Adopted + run.Totals.AlreadyPresent, run.Totals.Verified, run.Totals.Failed));
        Assert.Equal(run.Totals, await new ReportLedger(scene.Database).RecountAsync(run.Id, CancellationToken.None));
        await AssertHistoriesAsync(scene, run);
        Assert.Empty((await scene.Store.ListUploadsAsync(Destination, "", null, null, CancellationToken.None)).ValueOrThrow().Uploads);
        Assert.Equal(0, scene.Requests.InternalErrors);
    }

    /// <summary>One version in five is a delete marker, one in seven repeats the content before it; some keys have a version in the middle that is copied in parts.</summary>
    private static async Task MakeAsync(CrashScene scene, int key, CancellationToken token)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"data/{key % 31:D2}/{key:D4} ü.txt");
        for (var i = 0; i < Versions; i++)
        {
            if ((key + i) % 5 == 4) (await scene.Store.DeleteObjectAsync(Source, name, null, token)).ValueOrThrow();
            else await PutAsync(scene, name, Encoding.UTF8.GetBytes($"{key} {(i % 7 == 6 ? i - 1 : i)}"), token);
            if (key < LargeKeys && i == Versions / 2) await PutAsync(scene, name, new byte[(4 << 20) + key], token);
        }
    }

    private static async Task PutAsync(CrashScene scene, string key, byte[] content, CancellationToken token) =>
        (await scene.Store.PutObjectAsync(new PutObjectRequest { Bucket = Source, Key = key, Content = new MemoryStream(content), Length = content.Length }, token)).ValueOrThrow();

    /// <summary>Of two workers one or the other is killed by SIGKILL whenever its share of the versions is done; the rest is theirs in peace.</summary>
    private static async Task<Run> KillUntilOverAsync(CrashScene scene, RunId id)
    {
        var kills = 0;
        BulkCopyProcess[] workers = [StartWorker(scene), StartWorker(scene)];
        try
        {
            while (true)
            {
                var run = await scene.ReadRunAsync(id);
                if (run.FinishedAt is not null)
                {
                    Assert.True(kills >= Kills, $"The run was over after {kills} kills; it is too short for this test.");
                    return run;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
                if (kills >= Kills || run.Totals.Finished < (kills + 1) * (Keys * Versions / (Kills + 2))) continue;
                await scene.KillAsync(workers[kills % 2]);
                workers[kills++ % 2] = StartWorker(scene);
            }
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
    }

    private static BulkCopyProcess StartWorker(CrashScene scene) => BulkCopyProcess.Start(["worker", "--concurrency", "16"], scene.Environment);

    private static async Task AssertHistoriesAsync(CrashScene scene, Run run)
    {
        var (old, made) = (await scene.ListAsync(Source, versions: true), await scene.ListAsync(Destination, versions: true));
        // ETags of parts differ from those of whole objects, and are told by their size.
        Assert.Equal(old.Select(Describe), made.Select(Describe));
        await using var command = scene.Database.CreateCommand(
            $"SELECT e.key, e.version_id, o.dest_version_id FROM bulkcopy.outcomes o JOIN bulkcopy.entries e USING (run_id, entry_id) WHERE o.run_id = {run.Id} AND o.final");
        await using var reader = await command.ExecuteReaderAsync();
        var map = new Dictionary<(string, string), string>();
        while (await reader.ReadAsync()) map.Add((reader.GetString(0), reader.GetString(1)), reader.GetString(2));
        Assert.Equal(made.Select(version => version.VersionId), old.Select(version => map[(version.Key, version.VersionId!)]));
    }

    private static string Describe(ListedObject version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version.Key} {version.Size} {(version.IsDeleteMarker ? "marker" : version.Size > 1 << 20 ? "parts" : version.ETag)}");
}
