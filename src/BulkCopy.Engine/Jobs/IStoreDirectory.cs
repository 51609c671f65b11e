using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Jobs;

/// <summary>The configured stores, by name.</summary>
public interface IStoreDirectory
{
    /// <summary>The store of this name; <c>null</c> if none is configured here.</summary>
    IObjectStore? Find(string name);
}
