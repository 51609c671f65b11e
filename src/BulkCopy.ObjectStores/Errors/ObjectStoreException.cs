namespace BulkCopy.ObjectStores;

/// <summary>A store error where the caller expected success; see <see cref="StoreResult{T}.ValueOrThrow"/>.</summary>
public sealed class ObjectStoreException(StoreError error) : Exception(error.ToString())
{
    /// <summary>The error as a value.</summary>
    public StoreError Error { get; } = error;
}
