using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Hosting;

/// <summary>Stores as a verb uses them, whose throttled requests are repeated; one that is not configured is refused by its name.</summary>
internal sealed class OpenStores(StoreDirectory stores) : IStoreDirectory
{
    public IObjectStore? Find(string name) => stores.Open(stores.Require(name));
}
