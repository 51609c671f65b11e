using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Stores;

/// <summary>A store that an operator entered, without its credentials; as JSON in the database.</summary>
internal sealed record StoreSettings
{
    public required string Dialect { get; init; }
    public required string Region { get; init; }
    public string? Endpoint { get; init; }
    public AddressingStyle? Addressing { get; init; }
    public bool UseHttps { get; init; } = true;
}
