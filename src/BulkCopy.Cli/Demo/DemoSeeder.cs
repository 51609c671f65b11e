using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Demo;

/// <summary>Fills a bucket through the store's ordinary interface.</summary>
internal sealed class DemoSeeder(IObjectStore store, string bucket)
{
    private const int AtOnce = 24;
    private const int PieceBytes = 8 << 20;

    /// <summary>From this size on the demo copies in parts; smaller than usual, so that it ends soon.</summary>
    public const long PartCopyThresholdBytes = 128L << 20;

    /// <summary>Size of the demo's parts.</summary>
    public const long PartSizeBytes = 32L << 20;

    /// <summary>Sizes of the large objects in pieces of 8 MiB: all above <see cref="PartCopyThresholdBytes"/>.</summary>
    private static readonly int[] LargePieces = [17, 24, 40];

    public static int LargeObjects => LargePieces.Length;

    public async Task SeedAsync(IReadOnlyList<DemoObject> objects, CancellationToken cancellationToken)
    {
        (await store.CreateBucketAsync(bucket, cancellationToken).ConfigureAwait(false)).ValueOrThrow();
        var content = new byte[PieceBytes];
        new Random(7).NextBytes(content);
        await Parallel.ForEachAsync(
            objects.Select((item, number) => (item, number)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (pair, token) => await PutAsync(pair.item, content, pair.number, token).ConfigureAwait(false)).ConfigureAwait(false);
        await SeedLargeAsync(content, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(DemoObject item, byte[] content, int offset, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content, offset, item.Size, writable: false);
        (await store.PutObjectAsync(
            new PutObjectRequest
            {
                Bucket = bucket,
                Key = item.Key,
                Content = stream,
                Length = item.Size,
                Headers = new ObjectHeaders
                {
                    ContentType = item.ContentType,
                    Metadata = item.Owner is null ? [] : [new("owner", item.Owner)],
                },
            },
            cancellationToken).ConfigureAwait(false)).ValueOrThrow();
    }

    // One piece is sent, the rest is copied from it by the store.
    private async Task SeedLargeAsync(byte[] content, CancellationToken cancellationToken)
    {
        const string piece = "video/masters/.piece";
        await PutAsync(new DemoObject(piece, PieceBytes, "video/mp4", null), content, 0, cancellationToken).ConfigureAwait(false);
        foreach (var pieces in LargePieces)
            await JoinAsync(piece, $"video/masters/feature-{pieces * (PieceBytes >> 20)}MiB.mp4", pieces, cancellationToken).ConfigureAwait(false);
        (await store.DeleteObjectAsync(bucket, piece, null, cancellationToken).ConfigureAwait(false)).ValueOrThrow();
    }

    private async Task JoinAsync(string piece, string key, int pieces, CancellationToken cancellationToken)
    {
        var upload = (await store.CreateUploadAsync(
            new CreateUploadRequest { Bucket = bucket, Key = key, Headers = new ObjectHeaders { ContentType = "video/mp4", Metadata = [new("owner", "media")] } },
            cancellationToken).ConfigureAwait(false)).ValueOrThrow();
        var parts = new List<CompletedPart>();
        for (var number = 1; number <= pieces; number++)
        {
            var part = (await store.UploadPartCopyAsync(
                new UploadPartCopyRequest { Source = new CopySource(bucket, piece), Bucket = bucket, Key = key, UploadId = upload, PartNumber = number },
                cancellationToken).ConfigureAwait(false)).ValueOrThrow();
            parts.Add(new CompletedPart(number, part.ETag));
        }

        (await store.CompleteUploadAsync(
            new CompleteUploadRequest { Bucket = bucket, Key = key, UploadId = upload, Parts = parts }, cancellationToken).ConfigureAwait(false)).ValueOrThrow();
    }
}
