using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>One of two places that are compared: all keys of a bucket that begin with a prefix.</summary>
public sealed record ComparedSide
{
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Beginning of the keys. Keys of the two sides belong together when they are the same behind their prefixes.</summary>
    public required string Prefix { get; init; }
    /// <summary>Keys of a page, 1 to what the store gives at most.</summary>
    public int PageKeys { get; init; } = 1000;
    /// <summary>Lists a page; a worker sends it under the bucket's gate. It may be called again after a failure.</summary>
    public required Func<ListObjectsRequest, CancellationToken, Task<StoreResult<ObjectPage>>> List { get; init; }

    /// <summary>A side that is listed without a gate.</summary>
    public static ComparedSide Of(IObjectStore store, string bucket, string prefix) =>
        new() { Bucket = bucket, Prefix = prefix, PageKeys = store.Dialect.Limits.ListPageKeys, List = store.ListObjectsAsync };
}
