using BulkCopy.Engine.Documents;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Stores;

/// <summary>Asks a bucket what a copy will ask of it, without changing anything.</summary>
internal static class StoreTrial
{
    public static async Task<StoreTestDocument> RunAsync(string name, IObjectStore store, string bucket, string prefix, CancellationToken cancellationToken)
    {
        var checks = new List<StoreCheckDocument>();
        var page = await store.ListObjectsAsync(new ListObjectsRequest { Bucket = bucket, Prefix = prefix, MaxKeys = 1 }, cancellationToken);
        Note("listing", page, found => found.Objects.Count == 0 ? "no object begins so" : $"the first object is {found.Objects[0].Key}");
        var head = await store.HeadBucketAsync(bucket, cancellationToken);
        Note("bucket", head, found => found.Region is null ? "exists" : $"exists in {found.Region}");
        var versioning = await store.GetVersioningAsync(bucket, cancellationToken);
        Note("versioning", versioning, found => found.ToString());
        if (page.Succeeded && page.Value.Objects.Count > 0)
        {
            var read = await store.HeadObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = page.Value.Objects[0].Key }, cancellationToken);
            Note("reading", read, found => found.Crc64 is null ? $"ETag {found.ETag}" : $"ETag {found.ETag}, CRC-64 {found.Crc64}");
        }
        return new StoreTestDocument(name, bucket, checks.TrueForAll(check => check.Ok), checks);

        void Note<T>(string check, StoreResult<T> result, Func<T, string> describe) =>
            checks.Add(new StoreCheckDocument(check, result.Succeeded, result.Succeeded ? describe(result.Value) : result.Error.ToString()));
    }
}
