using System.Text.Json;
using BulkCopy.Engine.Documents;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Stores;

/// <summary>Documents of the stores of a server.</summary>
internal static class StoreDocuments
{
    /// <summary>A store of the configuration; <paramref name="store"/> is <c>null</c> where it cannot be used.</summary>
    public static StoreDocument Of(string name, IObjectStore? store) => StoreDocument.Of(name, (store as ObjectStoreClient)?.Options);

    /// <summary>A store that an operator entered.</summary>
    public static StoreDocument Of(StoreRow row, IObjectStore? store)
    {
        var settings = JsonSerializer.Deserialize<StoreSettings>(row.Settings, StoreCatalog.Json)!;
        return Of(row.Name, store) with
        {
            Origin = "operator",
            Dialect = settings.Dialect,
            Region = settings.Region,
            Endpoint = settings.Endpoint,
            Addressing = settings.Addressing?.ToString() ?? "default",
            Credentials = row.AccessKeyId.Length <= 4 ? "****" : $"{row.AccessKeyId[..4]}****",
            UpdatedAt = row.UpdatedAt,
            UpdatedBy = row.UpdatedBy,
            ETag = $"\"{row.Revision}\"",
        };
    }
}
