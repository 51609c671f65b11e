using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Keys at the destination that a plan has seen, where two objects could get the same: of the first million, so that memory does not grow with the source.</summary>
internal sealed class TakenKeys(JobSpec spec)
{
    private const int Most = 1_000_000;

    private readonly HashSet<Guid> hashes = [];

    /// <summary>Whether all keys were kept, so that every collision was seen.</summary>
    public bool IsWhole => hashes.Count < Most;

    /// <summary>The key if another object has it already; <c>null</c> if not, or if that is not known.</summary>
    public string? FindCollision(short source, ListedObject listed)
    {
        if (!spec.RecordsDestinations) return null;
        var key = new DestinationKey(default, spec.DestinationKey(source, listed.Key, listed.LastModified));
        return hashes.Contains(key.Hash) || (hashes.Count < Most && !hashes.Add(key.Hash)) ? key.Key : null;
    }
}
