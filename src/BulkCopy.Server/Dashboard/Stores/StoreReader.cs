using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Stores;

namespace BulkCopy.Server.Dashboard.Stores;

/// <summary>Reads one store for its page.</summary>
internal sealed class StoreReader(StoreCatalog catalog, StoreTable table, StoreUses uses)
{
    /// <summary>The store; <c>null</c> if there is none of that name.</summary>
    public async Task<StoreModel?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var used = await uses.FindAsync(name, cancellationToken);
        if (catalog.IsConfigured(name))
            return new StoreModel { Store = StoreDocuments.Of(name, catalog.Find(name)), Uses = used };
        return await table.FindAsync(name, cancellationToken) is not { } row ? null : new StoreModel
        {
            Store = StoreDocuments.Of(row, catalog.Find(row.Name)), Revision = row.Revision, AccessKeyId = row.AccessKeyId, Dialects = Dialect.Names, Uses = used,
        };
    }
}
