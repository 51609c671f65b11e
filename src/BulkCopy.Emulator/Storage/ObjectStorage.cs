using System.Collections.Concurrent;
using BulkCopy.Emulator.Persistence;

namespace BulkCopy.Emulator.Storage;

/// <summary>All buckets. COS, OSS and S3 are separate worlds: the same name may exist once in each.</summary>
internal sealed class ObjectStorage
{
    private readonly ConcurrentDictionary<(EmulatorDialect Dialect, string Name), Bucket> buckets = new();
    private Journal? journal;

    public Bucket? Find(EmulatorDialect dialect, string name) => buckets.GetValueOrDefault((dialect, name));

    public bool TryAdd(EmulatorDialect dialect, Bucket bucket)
    {
        if (journal is null) return buckets.TryAdd((dialect, bucket.Name), bucket);
        bucket.Journal = new BucketJournal(journal, dialect, bucket.Name);
        // No change of the bucket may come before its own line.
        lock (bucket.Gate)
        {
            if (!buckets.TryAdd((dialect, bucket.Name), bucket)) return false;
            bucket.Journal.Made(bucket);
            return true;
        }
    }

    /// <summary>From now on every change is written to the journal.</summary>
    public void WriteTo(Journal target)
    {
        journal = target;
        foreach (var ((dialect, name), bucket) in buckets) bucket.Journal = new BucketJournal(target, dialect, name);
    }

    public void Remove(EmulatorDialect dialect, Bucket bucket) =>
        buckets.TryRemove(KeyValuePair.Create((dialect, bucket.Name), bucket));

    public IEnumerable<(EmulatorDialect Dialect, Bucket Bucket)> All() => buckets.Select(entry => (entry.Key.Dialect, entry.Value));

    public Bucket[] Of(EmulatorDialect dialect, string owner) =>
        [.. buckets.Where(entry => entry.Key.Dialect == dialect && entry.Value.Owner == owner)
            .Select(entry => entry.Value)
            .OrderBy(bucket => bucket.Name, StringComparer.Ordinal)];
}
