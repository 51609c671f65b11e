using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Jobs;

/// <summary>The configured stores, by name.</summary>
public interface IStoreDirectory
{
    /// <summary>The store of this name; <c>null</c> if none is configured here.</summary>
    IObjectStore? Find(string name);

    /// <summary>A customer's key (SSE-C) by the name that a store's configuration gives it; <c>null</c> if there is none of that name here.</summary>
    CustomerKey? FindCustomerKey(string store, string name) => null;
}
