using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>Migrations on a real S3 server, each with a worker killed in the middle; tests/ceph/migrate.sh brings one up for them.</summary>
public sealed class CephMigrationTests
{
    private const int Objects = 5_000;
    private const int RelayedObjects = 600;
    private const int MiB = 1 << 20;

    [Fact]
    public async Task Runs_on_radosgw_are_verified_whatever_it_ignores()
    {
        Assert.SkipWhen(CephScene.Server() is null, "BULKCOPY_TEST_S3 names no server");
        await PostgresFixture.RequireInstalledAsync();
        await using var scene = await CephScene.StartAsync(CephScene.Server()!);
        var (source, copies, cold, relayed) = (scene.Bucket("source"), scene.Bucket("copies"), scene.Bucket("cold"), scene.Bucket("relayed"));
        await scene.SeedAsync("rgw", source, Objects, largeObjects: 2, parts: 3, partSize: 8 * MiB);
        foreach (var bucket in new[] { copies, cold, relayed }) await scene.CreateBucketAsync("rgw", bucket);
        (await scene.Store("rgw").SetVersioningAsync(copies, BucketVersioning.Enabled, default)).ValueOrThrow();

        // Configured as if it were Amazon's, so that nothing is known of it but what the probe sees.
        var probed = await scene.RunAsync(["stores", "probe", $"rgw-s3:{source}", "--to", $"rgw-s3:{copies}"]);
        Assert.Equal((false, false, false), (probed.GetProperty("copyConditions").GetBoolean(), probed.GetProperty("partCopyConditions").GetBoolean(), probed.GetProperty("tellsVersionIds").GetBoolean()));
        await AssertWholeAsync(
            scene, await scene.CopyAsync(Objects, $"rgw-s3:{source}", $"rgw-s3:{copies}", "--part-copy-threshold", "16MiB", "--part-size", "8MiB"), Objects + 2, "rgw", source, copies);
        await AssertVersionsAsync(scene, copies);

        await AssertWholeAsync(
            scene, await scene.CopyAsync(Objects, $"rgw:{source}", $"rgw:{cold}", "--storage-class", "STANDARD_IA", "--part-copy-threshold", "16MiB", "--part-size", "8MiB"), Objects + 2, "rgw", source, cold);
        Assert.All(await scene.ListAsync("rgw", cold), copy => Assert.Equal("STANDARD_IA", copy.StorageClass));

        const string From = "relay-source-1250000000", To = "relay-copies";
        await scene.SeedAsync("cos", From, RelayedObjects, largeObjects: 1, parts: 10, partSize: 8 * MiB);
        await scene.CreateBucketAsync("oss", To);
        await AssertWholeAsync(scene, await scene.CopyAsync(RelayedObjects, $"cos:{From}", $"rgw:{relayed}", "--relay-part-size", "8MiB"), RelayedObjects + 1, "rgw", null, relayed);
        await AssertWholeAsync(scene, await scene.CopyAsync(RelayedObjects, $"rgw:{relayed}", $"oss:{To}", "--relay-part-size", "8MiB"), RelayedObjects + 1, "oss", null, To);
        Assert.Equal(await DescribeAsync(scene, "cos", From), await DescribeAsync(scene, "oss", To));
    }

    private static async Task AssertWholeAsync(CephScene scene, Run run, int objects, string store, string? source, string copies)
    {
        Assert.Equal((RunState.Complete, objects, objects, objects), (run.State, (int)run.Totals.Listed, (int)(run.Totals.Copied + run.Totals.Adopted), (int)run.Totals.Verified));
        var found = await scene.ListAsync(store, copies);
        Assert.Equal(objects, found.Count);
        if (source is not null) Assert.Equal((await scene.ListAsync(store, source)).Select(o => (o.Key, o.Size, o.ETag)), found.Select(o => (o.Key, o.Size, o.ETag)));
        Assert.Empty((await scene.Store(store).ListUploadsAsync(copies, "", null, null, default)).ValueOrThrow().Uploads);
    }

    /// <summary>One version of each key, and the ledger knows it although the server does not tell.</summary>
    private static async Task AssertVersionsAsync(CephScene scene, string bucket)
    {
        var versions = new Dictionary<string, string?>();
        string? key = null, version = null;
        do
        {
            var page = (await scene.Store("rgw").ListVersionsAsync(new ListVersionsRequest { Bucket = bucket, KeyMarker = key, VersionIdMarker = version }, default)).ValueOrThrow();
            foreach (var found in page.Objects) versions.Add(found.Key, found.VersionId);
            (key, version) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (key is not null);
        await using var command = scene.Database.CreateCommand(
            "SELECT e.key, o.dest_version_id FROM bulkcopy.outcomes o JOIN bulkcopy.entries e USING (run_id, entry_id) WHERE o.final AND o.run_id = 1");
        await using var reader = await command.ExecuteReaderAsync();
        var known = 0;
        while (await reader.ReadAsync())
        {
            Assert.Equal(versions[reader.GetString(0)], reader.GetString(1));
            known++;
        }
        Assert.Equal(versions.Count, known);
    }

    private static async Task<List<(string, long, ulong?, string?)>> DescribeAsync(CephScene scene, string store, string bucket)
    {
        var all = await scene.ListAsync(store, bucket);
        var described = new (string, long, ulong?, string?)[all.Count];
        await Parallel.ForAsync(0, all.Count, async (i, token) =>
        {
            var head = (await scene.Store(store).HeadObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = all[i].Key }, token)).ValueOrThrow();
            described[i] = (all[i].Key, head.Size, head.Crc64, head.Headers.ContentType);
        });
        return [.. described];
    }
}
