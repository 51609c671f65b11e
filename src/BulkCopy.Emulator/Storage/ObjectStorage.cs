using System.Collections.Concurrent;
using BulkCopy.Emulator.Dialects;

namespace BulkCopy.Emulator.Storage;

/// <summary>All buckets. COS, OSS and S3 are separate worlds: the same name may exist once in each.</summary>
internal sealed class ObjectStorage
{
    private readonly ConcurrentDictionary<(EmulatorDialect Dialect, string Name), Bucket> buckets = new();

    public Bucket? Find(EmulatorDialect dialect, string name) => buckets.GetValueOrDefault((dialect, name));

    public bool TryAdd(EmulatorDialect dialect, Bucket bucket) => buckets.TryAdd((dialect, bucket.Name), bucket);

    public void Remove(EmulatorDialect dialect, Bucket bucket) =>
        buckets.TryRemove(KeyValuePair.Create((dialect, bucket.Name), bucket));

    public IEnumerable<(EmulatorDialect Dialect, Bucket Bucket)> All() => buckets.Select(entry => (entry.Key.Dialect, entry.Value));

    public Bucket[] Of(EmulatorDialect dialect, string owner) =>
        [.. buckets.Where(entry => entry.Key.Dialect == dialect && entry.Value.Owner == owner)
            .Select(entry => entry.Value)
            .OrderBy(bucket => bucket.Name, StringComparer.Ordinal)];
}
