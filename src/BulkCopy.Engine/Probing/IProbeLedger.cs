using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Probing;

/// <summary>What was found out about pairs of places.</summary>
public interface IProbeLedger
{
    /// <summary>The newest result for two buckets, however old; <c>null</c> if there is none.</summary>
    Task<StoreCapabilities?> FindAsync(StoreLocation source, StoreLocation destination, CancellationToken cancellationToken);

    /// <summary>Takes the task of probing two buckets; <c>false</c> if somebody else took it less than <paramref name="lease"/> ago and has not finished.</summary>
    Task<bool> TryBeginAsync(StoreLocation source, StoreLocation destination, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Writes a result in place of the one before, if it is conclusive.</summary>
    Task SaveAsync(StoreLocation source, StoreLocation destination, StoreCapabilities capabilities, CancellationToken cancellationToken);
}
