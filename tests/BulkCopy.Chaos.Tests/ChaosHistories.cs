using System.Globalization;
using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using static BulkCopy.Emulator.Requests.Operation;

namespace BulkCopy.Chaos.Tests;

/// <summary>Version histories: the ways to copy them, what they are made of, and whether they arrived.</summary>
internal static class ChaosHistories
{
    private const int Large = 1_000_000;

    private static readonly IReadOnlyList<IReadOnlyList<int?>> Mixed =
    [
        [100, 101, null, 100, 100], [null, 7, 7, null, null, 7], [Large, 5, Large + 1, null], [3], [12, Large], [0, 0, 1],
    ];

    // Few enough requests that the one behind a lost answer can be told from the others.
    private static readonly IReadOnlyList<IReadOnlyList<int?>> One = [[10, null, 10, 11]];

    private static readonly IReadOnlyList<IReadOnlyList<int?>> OneLarge = [[Large, 10, null]];

    private static readonly IReadOnlyList<IReadOnlyList<int?>> Frozen = [[100, 101, 102, null, 103], [5, 6, 7], [Large, 8, Large + 1]];

    /// <summary>The ways that histories go: by the store itself, through the worker, out of an archive, and what is asked after a lost answer.</summary>
    public static IEnumerable<ChaosWay> Ways(ChaosStep list)
    {
        (string, string)[] within = [("cos", "cos"), ("oss", "oss"), ("s3", "s3")], across = [("oss", "cos"), ("s3", "oss"), ("cos", "s3")];
        yield return new ChaosWay("version history", within,
        [
            list,
            new("look at destination", AtSource: false, ListObjectVersions),
            new("copy", AtSource: false, CopyObject),
            new("delete marker", AtSource: false, DeleteObject),
            new("open upload", AtSource: false, CreateMultipartUpload),
            new("copy part", AtSource: false, UploadPartCopy),
            new("complete", AtSource: false, CompleteMultipartUpload),
        ]) { Histories = Mixed };
        yield return new ChaosWay("version history, relayed", across,
        [
            list,
            new("look at destination", AtSource: false, ListObjectVersions),
            new("read", AtSource: true, GetObject),
            new("write", AtSource: false, PutObject),
            new("delete marker", AtSource: false, DeleteObject),
            new("write part", AtSource: false, UploadPart),
            new("complete", AtSource: false, CompleteMultipartUpload),
        ]) { Histories = Mixed };
        yield return new ChaosWay("version history, archived", [("cos", "cos"), ("oss", "oss"), ("oss", "cos")],
        [
            new("restore", AtSource: true, RestoreObject),
            new("look whether restored", AtSource: true, HeadObject),
        ]) { Histories = Frozen, IsArchived = true };
        yield return new ChaosWay("version history, one key", [.. within, .. across],
        [
            new("ask after lost copy", AtSource: false, ListObjectVersions) { AfterLossOf = [CopyObject, PutObject], Before = 1 },
            new("ask after lost marker", AtSource: false, ListObjectVersions) { AfterLossOf = [DeleteObject], Before = 1 },
        ]) { Histories = One };
        yield return new ChaosWay("version history, large", [.. within, .. across],
        [
            new("ask after lost completion", AtSource: false, ListObjectVersions) { AfterLossOf = [CompleteMultipartUpload], Before = 1 },
            new("go on behind the upload", AtSource: false, ListObjectVersions) { Before = 1 },
        ]) { Histories = OneLarge };
    }

    /// <summary>Makes the histories at the source.</summary>
    public static async Task SeedAsync(IObjectStore store, ChaosCell cell)
    {
        (await store.SetVersioningAsync(cell.Source.Bucket, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
        foreach (var (number, history) in cell.Way.Histories!.Index())
            foreach (var (place, size) in history.Index())
            {
                if (size is not { } bytes) (await store.DeleteObjectAsync(cell.Source.Bucket, Key(number), null, CancellationToken.None)).ValueOrThrow();
                else await PutAsync(store, cell, number, place, bytes);
            }
    }

    /// <summary>What is not as it must be: every version in its place with its content and metadata, nothing else, and a map that tells which became which.</summary>
    public static async Task<IReadOnlyList<string>> CompareAsync(ChaosScene scene, ChaosCell cell, Run run)
    {
        var (from, to) = (scene.Store(cell.Source.Store), scene.Store(cell.Destination.Store));
        var (old, made) = (await ListAsync(from, cell.Source.Bucket), await ListAsync(to, cell.Destination.Bucket));
        if (cell.Way.IsArchived) await ThawAsync(from, cell.Source.Bucket, old);
        var (before, after) = (await DescribeAsync(from, cell.Source.Bucket, old), await DescribeAsync(to, cell.Destination.Bucket, made));
        if (!before.SequenceEqual(after)) return [$"histories are{Environment.NewLine}{string.Join(Environment.NewLine, after)}{Environment.NewLine}and not{Environment.NewLine}{string.Join(Environment.NewLine, before)}"];
        var map = await ReadMapAsync(scene, run);
        return [.. old.Zip(made).Where(pair => map.GetValueOrDefault((pair.First.Key, pair.First.VersionId!)) != pair.Second.VersionId).Select(pair => $"version {pair.First.VersionId} of {pair.First.Key} is mapped wrongly")];
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"history/{number} ü+.bin");

    private static async Task PutAsync(IObjectStore store, ChaosCell cell, int number, int place, int bytes)
    {
        // Versions of the same size have the same content where they stand in the same half: a history may repeat itself.
        var content = new byte[bytes < Large ? bytes : (3 * ChaosWay.PartBytes(cell.Destination)) + bytes - Large];
        new Random((number * 10) + (place / 3)).NextBytes(content);
        (await store.PutObjectAsync(new PutObjectRequest
        {
            Bucket = cell.Source.Bucket,
            Key = Key(number),
            Content = new MemoryStream(content),
            Length = content.Length,
            StorageClass = place % 2 == 0 ? cell.Way.StorageClass(cell.Source) : null,
            Headers = new ObjectHeaders { ContentType = "application/x-chaos", Metadata = [new("place", $"{place}")] },
        }, CancellationToken.None)).ValueOrThrow();
    }

    private static async Task<IReadOnlyList<ListedObject>> ListAsync(IObjectStore store, string bucket) =>
        (await store.ListVersionsAsync(new ListVersionsRequest { Bucket = bucket }, CancellationToken.None)).ValueOrThrow().Objects;

    /// <summary>Restored copies may have gone away since: they are made, or kept, so that they can be compared.</summary>
    private static async Task ThawAsync(IObjectStore store, string bucket, IReadOnlyList<ListedObject> versions)
    {
        foreach (var version in versions.Where(version => !version.IsDeleteMarker && store.Dialect.StorageClasses.IsArchive(version.StorageClass)))
        {
            var tier = store.Dialect.StorageClasses.Classes.Single(one => one.Name == version.StorageClass).RestoreTiers.Count < 2 ? (RestoreTier?)null : RestoreTier.Expedited;
            var read = new ReadObjectRequest { Bucket = bucket, Key = version.Key, VersionId = version.VersionId };
            (await store.RestoreObjectAsync(new RestoreObjectRequest { Bucket = bucket, Key = version.Key, VersionId = version.VersionId, Days = 7, Tier = tier }, CancellationToken.None)).ValueOrThrow();
            while ((await store.HeadObjectAsync(read, CancellationToken.None)).ValueOrThrow().Restore is { InProgress: true })
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<string>> DescribeAsync(IObjectStore store, string bucket, IReadOnlyList<ListedObject> versions)
    {
        var lines = new List<string>();
        foreach (var version in versions)
        {
            var line = new StringBuilder($"{version.Key} ");
            if (version.IsDeleteMarker) line.Append("marker");
            else
            {
                using var opened = (await store.GetObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = version.Key, VersionId = version.VersionId }, CancellationToken.None)).ValueOrThrow();
                line.Append(Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(opened.Content)));
                line.Append(CultureInfo.InvariantCulture, $" {version.Size} {opened.Properties.Headers.ContentType} {string.Join(',', opened.Properties.Headers.Metadata)}");
            }
            lines.Add(line.ToString());
        }
        return lines;
    }

    private static async Task<Dictionary<(string Key, string Old), string>> ReadMapAsync(ChaosScene scene, Run run)
    {
        await using var command = scene.Database.CreateCommand(
            $"SELECT e.key, e.version_id, o.dest_version_id FROM bulkcopy.outcomes o JOIN bulkcopy.entries e USING (run_id, entry_id) WHERE o.run_id = {run.Id} AND o.final AND o.dest_version_id IS NOT NULL");
        await using var reader = await command.ExecuteReaderAsync();
        var map = new Dictionary<(string, string), string>();
        while (await reader.ReadAsync()) map[(reader.GetString(0), reader.GetString(1))] = reader.GetString(2);
        return map;
    }
}
