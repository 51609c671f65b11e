using BulkCopy.Engine.Documents;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Checks;

/// <summary>Asks a bucket everything that a copy will ask of it, without changing anything.</summary>
internal sealed class StoreTrial(StoreSettings settings, IObjectStore store)
{
    public async Task<IReadOnlyList<StoreCheckDocument>> RunAsync(StoreLocation location, CancellationToken cancellationToken)
    {
        var checks = new List<StoreCheckDocument>();
        var page = await store.ListObjectsAsync(
            new ListObjectsRequest { Bucket = location.Bucket, Prefix = location.Prefix, MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
        Note("listing", page, found => found.Objects.Count == 0
            ? $"no object begins with '{Quantity.Key(location.Prefix)}'"
            : $"the first object is {Quantity.Key(found.Objects[0].Key)}, {ByteSize.Format(found.Objects[0].Size)}");
        var head = await store.HeadBucketAsync(location.Bucket, cancellationToken).ConfigureAwait(false);
        Note("bucket", head, found => found.Region is null ? "exists" : $"exists in {found.Region}");
        var versioning = await store.GetVersioningAsync(location.Bucket, cancellationToken).ConfigureAwait(false);
        Note("versioning", versioning, found => found.ToString());
        if (page.Succeeded && page.Value.Objects.Count > 0)
            Note(
                "reading",
                await store.HeadObjectAsync(new ReadObjectRequest { Bucket = location.Bucket, Key = page.Value.Objects[0].Key }, cancellationToken).ConfigureAwait(false),
                found => found.Crc64 is null ? $"ETag {found.ETag}" : $"ETag {found.ETag}, CRC-64 {found.Crc64}");
        return checks;

        void Note<T>(string check, StoreResult<T> result, Func<T, string> describe) => checks.Add(result.Succeeded
            ? new StoreCheckDocument(check, true, describe(result.Value))
            : new StoreCheckDocument(check, false, StoreRefusal.Explain(settings, location.Bucket, result.Error)));
    }
}
