using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Stores;

/// <summary>The stores of the configuration, as whoever read it hands them over.</summary>
/// <param name="directory">The stores.</param>
/// <param name="names">Their names.</param>
public sealed class ConfiguredStores(IStoreDirectory directory, IReadOnlyList<string> names)
{
    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>The store of this name, if there is one.</summary>
    public IObjectStore? Find(string name) => directory.Find(name);

    /// <summary>A customer's key of a store, if there is one of that name.</summary>
    public CustomerKey? FindCustomerKey(string store, string name) => directory.FindCustomerKey(store, name);
}
