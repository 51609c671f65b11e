using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>An error that concerns the whole run: nothing of it can work.</summary>
public sealed class RunStoppedException(StoreError error) : Exception(error.ToString())
{
    /// <summary>The error.</summary>
    public StoreError Error { get; } = error;
}
