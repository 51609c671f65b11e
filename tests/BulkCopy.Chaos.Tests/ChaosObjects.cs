using System.Security.Cryptography;
using System.Text;
using BulkCopy.ObjectStores;

namespace BulkCopy.Chaos.Tests;

/// <summary>The objects of a cell: content that follows from bucket and key, so that a mixed object shows.</summary>
internal static class ChaosObjects
{
    public static async Task SeedAsync(ChaosScene scene, ChaosCell cell)
    {
        var (from, to) = (scene.Store(cell.Source.Store), scene.Store(cell.Destination.Store));
        (await from.CreateBucketAsync(cell.Source.Bucket, CancellationToken.None)).ValueOrThrow();
        (await to.CreateBucketAsync(cell.Destination.Bucket, CancellationToken.None)).ValueOrThrow();
        (await to.SetVersioningAsync(cell.Destination.Bucket, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
        if (cell.Way.IsNamed) await SeedManifestAsync(from, cell);
        if (cell.Way.Histories is not null) await ChaosHistories.SeedAsync(from, cell);
        else foreach (var (key, size) in cell.Way.Contents(cell.Destination))
            (await from.PutObjectAsync(new PutObjectRequest
            {
                Bucket = cell.Source.Bucket,
                Key = key,
                Content = new MemoryStream(Content(cell, key, size)),
                Length = size,
                StorageClass = cell.Way.StorageClass(cell.Source),
                Headers = new ObjectHeaders { ContentType = "application/x-chaos", Metadata = [new("size", $"{size}")] },
            }, CancellationToken.None)).ValueOrThrow();
    }

    private static async Task SeedManifestAsync(IObjectStore store, ChaosCell cell)
    {
        var at = cell.Job.Manifest!.At!;
        var rows = Encoding.UTF8.GetBytes("Bucket,Key\n" + string.Concat(cell.Way.Contents(cell.Destination).Select(content => $"{cell.Source.Bucket},{content.Key}\n")));
        (await store.CreateBucketAsync(at.Bucket, CancellationToken.None)).ValueOrThrow();
        (await store.PutObjectAsync(new PutObjectRequest { Bucket = at.Bucket, Key = at.Prefix, Content = new MemoryStream(rows), Length = rows.Length }, CancellationToken.None)).ValueOrThrow();
    }

    public static string Digest(ChaosCell cell, string key) =>
        Convert.ToHexString(SHA256.HashData(Content(cell, key, cell.Way.Contents(cell.Destination).Single(c => c.Key == key).Size)));

    private static byte[] Content(ChaosCell cell, string key, int size)
    {
        var content = new byte[size];
        new Random(string.GetHashCode(cell.Source.Bucket + key, StringComparison.Ordinal)).NextBytes(content);
        return content;
    }
}
