using System.Text.Json;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Stores;

namespace BulkCopy.Server.Api;

/// <summary>A store as it is used. Holds no secret.</summary>
internal sealed record StoreDocument
{
    public required string Name { get; init; }
    /// <summary>configuration or operator.</summary>
    public required string Origin { get; init; }
    public required string Dialect { get; init; }
    public required string Region { get; init; }
    public string? Endpoint { get; init; }
    public AddressingStyle? Addressing { get; init; }
    /// <summary>The first four characters.</summary>
    public string? AccessKeyId { get; init; }
    /// <summary>Whether it can be used here; if not, the server's log says why.</summary>
    public required bool Usable { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public string? UpdatedBy { get; init; }
    public string? ETag { get; init; }

    public static StoreDocument Of(string name, IObjectStore? store) => new()
    {
        Name = name,
        Origin = "configuration",
        Dialect = store?.Dialect.Name ?? "",
        Region = store?.Region ?? "",
        Endpoint = (store as ObjectStoreClient)?.Options.Endpoint,
        Addressing = (store as ObjectStoreClient)?.Options.AddressingStyle,
        Usable = store is not null,
    };

    public static StoreDocument Of(StoreRow row, bool usable)
    {
        var settings = JsonSerializer.Deserialize<StoreSettings>(row.Settings, StoreCatalog.Json)!;
        return new StoreDocument
        {
            Name = row.Name,
            Origin = "operator",
            Dialect = settings.Dialect,
            Region = settings.Region,
            Endpoint = settings.Endpoint,
            Addressing = settings.Addressing,
            AccessKeyId = row.AccessKeyId.Length <= 4 ? "****" : $"{row.AccessKeyId[..4]}****",
            Usable = usable,
            UpdatedAt = row.UpdatedAt,
            UpdatedBy = row.UpdatedBy,
            ETag = $"\"{row.Revision}\"",
        };
    }
}
