using System.Security.Cryptography;
using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Manifests;

/// <summary>Keys that a page is going to write, where two entries of its run could get the same one.</summary>
/// <param name="At">When the page was planned.</param>
/// <param name="Sources">The run's sources, by number.</param>
/// <param name="Keys">The keys of those entries that are to be copied.</param>
public sealed record DestinationRecord(DateTimeOffset At, IReadOnlyList<StoreLocation> Sources, IReadOnlyList<DestinationKey> Keys);

/// <summary>The key that an entry is going to write.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Key">Its key at the destination.</param>
public sealed record DestinationKey(EntryId Entry, string Key)
{
    /// <summary>Half of the key's SHA-256: nobody can choose two keys that have the same.</summary>
    public Guid Hash { get; } = new(SHA256.HashData(Encoding.UTF8.GetBytes(Key)).AsSpan(0, 16));
}

/// <summary>An entry whose key is taken.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Holder">The entry that has the key, of this page or of an earlier one.</param>
public sealed record DestinationConflict(EntryId Entry, ManifestEntry Holder);
