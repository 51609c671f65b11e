using System.Globalization;
using System.IO.Compression;
using System.Text;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>Workers and the database are killed while a manifest is read: no row is lost or doubled, and no object is written twice.</summary>
public sealed class KilledManifestTests
{
    private const string Source = "named-source-1250000000";
    private const string Destination = "named-copies-1250000000";
    private const int Kills = 4;

    /// <summary>Rows; <c>BULKCOPY_MANIFEST_ROWS</c> asks for the number that is promised, 100,000.</summary>
    private static readonly int rows = int.Parse(Environment.GetEnvironmentVariable("BULKCOPY_MANIFEST_ROWS") ?? "8000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_row_becomes_one_entry_whatever_is_killed()
    {
        await PostgresFixture.RequireInstalledAsync();
        await using var scene = await CrashScene.StartAsync();
        var objects = rows - (rows / 50);
        await scene.SeedAsync(Source, objects, largeObjects: 0);
        (await scene.Store.CreateBucketAsync(Destination, CancellationToken.None)).ValueOrThrow();
        (await scene.Store.SetVersioningAsync(Destination, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
        await PutManifestAsync(scene, await scene.ListAsync(Source, versions: false));

        var created = await scene.RunAsync("copy", $"cos:{Source}", $"cos:{Destination}", "--manifest", $"cos:{Destination}/list.csv.gz", "--detach");
        var run = await KillUntilOverAsync(scene, new RunId(created.GetProperty("runId").GetInt32()));

        Assert.Equal((RunState.Complete, null), (run.State, run.StateReason));
        Assert.Equal((rows, objects, rows - objects, 0L), (run.Totals.Listed, run.Totals.Copied + run.Totals.Adopted, run.Totals.Skipped, run.Totals.Failed));
        Assert.Equal(run.Totals, await new ReportLedger(scene.Database).RecountAsync(run.Id, CancellationToken.None));
        var copies = (await scene.ListAsync(Destination, versions: true)).Where(copy => copy.Key != "list.csv.gz");
        Assert.Equal((await scene.ListAsync(Source, versions: false)).Select(o => (o.Key, o.Size)), copies.Select(o => (o.Key, o.Size)));
    }

    /// <summary>In no order; every other row has to be asked for, and every fiftieth stands twice.</summary>
    private static async Task PutManifestAsync(CrashScene scene, IReadOnlyList<ListedObject> listed)
    {
        var random = new Random(20261121);
        var lines = listed.Select((one, i) => string.Create(CultureInfo.InvariantCulture,
            $"{Source},\"{one.Key}\",{(i % 2 == 0 ? one.Size : "")},{one.ETag},{one.LastModified:yyyy-MM-ddTHH:mm:ss.fffZ}\n")).ToList();
        lines.AddRange(lines.Take(rows - lines.Count).ToList());
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("Bucket,Key,Size,ETag,LastModifiedDate\n" + string.Concat(lines.OrderBy(_ => random.Next()))), CancellationToken.None);
        packed.Position = 0;
        (await scene.Store.PutObjectAsync(new PutObjectRequest { Bucket = Destination, Key = "list.csv.gz", Content = packed, Length = packed.Length }, CancellationToken.None)).ValueOrThrow();
    }

    /// <summary>A worker is killed whenever a further share of the rows was read, the database once in between.</summary>
    private static async Task<Run> KillUntilOverAsync(CrashScene scene, RunId id)
    {
        var kills = 0;
        var worker = StartWorker(scene);
        try
        {
            while (true)
            {
                var run = await scene.ReadRunAsync(id);
                if (run.FinishedAt is not null)
                {
                    Assert.Equal(Kills, kills);
                    return run;
                }
                if (kills < Kills && run.Totals.Listed >= (kills + 1) * (rows / (Kills + 2)))
                {
                    await scene.KillAsync(worker);
                    if (++kills == Kills / 2) await scene.KillDatabaseAsync();
                    worker = StartWorker(scene);
                }
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            await worker.DisposeAsync();
        }
    }

    private static BulkCopyProcess StartWorker(CrashScene scene) => BulkCopyProcess.Start(["worker", "--concurrency", "8"], scene.Environment);
}
