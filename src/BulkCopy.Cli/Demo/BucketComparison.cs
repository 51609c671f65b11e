using BulkCopy.Cli.Output;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Demo;

/// <summary>Lists two buckets side by side and compares keys and sizes, independently of what the run says of itself.</summary>
internal sealed class BucketComparison(IObjectStore source, string sourceBucket, IObjectStore destination, string destinationBucket)
{
    public long Objects { get; private set; }

    public long Missing { get; private set; }

    public long Surplus { get; private set; }

    public long Different { get; private set; }

    public bool IsEqual => Missing + Surplus + Different == 0;

    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        var there = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var item in ListAsync(destination, destinationBucket, cancellationToken).ConfigureAwait(false))
            there.Add(item.Key, item.Size);
        await foreach (var item in ListAsync(source, sourceBucket, cancellationToken).ConfigureAwait(false))
        {
            Objects++;
            if (!there.Remove(item.Key, out var size))
                Missing++;
            else if (size != item.Size)
                Different++;
        }

        Surplus = there.Count;
    }

    /// <summary>The result as half a sentence.</summary>
    public string Describe() => IsEqual
        ? $"equal, {Quantity.Count(Objects)} objects"
        : $"{Quantity.Count(Missing)} missing, {Quantity.Count(Different)} of another size, {Quantity.Count(Surplus)} surplus";

    private static async IAsyncEnumerable<ListedObject> ListAsync(
        IObjectStore store, string bucket, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = (await store.ListObjectsAsync(new ListObjectsRequest { Bucket = bucket, StartAfter = after }, cancellationToken).ConfigureAwait(false)).ValueOrThrow();
            foreach (var item in page.Objects)
                yield return item;
            after = page.NextKeyMarker;
        }
        while (after is not null);
    }
}
