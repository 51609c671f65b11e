using System.Text.Json.Serialization;
using BulkCopy.Cli.Configuration;

namespace BulkCopy.Cli.Output;

/// <summary>A configured store, as it will be used.</summary>
internal sealed record StoreDocument
{
    public required string Name { get; init; }
    public required string Dialect { get; init; }
    public required string Region { get; init; }
    public string? Endpoint { get; init; }
    public string? ConnectTo { get; init; }
    public required bool UseHttps { get; init; }
    public required string Addressing { get; init; }
    public required string Signature { get; init; }
    public required string Credentials { get; init; }
    public required long SimpleCopyBytes { get; init; }
    public required long MinPartBytes { get; init; }
    public required long MaxPartBytes { get; init; }
    public required int MaxParts { get; init; }
    public required int KeyBytes { get; init; }

    /// <summary>Where requests go, for people.</summary>
    [JsonIgnore]
    public string Place =>
        $"{Endpoint ?? "the provider's"}{(UseHttps || Endpoint?.StartsWith("https://", StringComparison.Ordinal) == true ? "" : ", without TLS")}{(ConnectTo is null ? "" : $", connected to {ConnectTo}")}";

    public static StoreDocument Of(StoreSettings store)
    {
        var limits = store.Limits ?? store.Dialect.Limits;
        return new StoreDocument
        {
            Name = store.Name,
            Dialect = store.Dialect.Name,
            Region = store.Region,
            Endpoint = store.Endpoint,
            ConnectTo = store.ConnectTo,
            UseHttps = store.UseHttps,
            Addressing = store.Addressing?.ToString() ?? "default",
            Signature = store.Signature?.ToString() ?? "default",
            Credentials = store.Credentials.Describe(),
            SimpleCopyBytes = limits.SimpleCopyBytes,
            MinPartBytes = limits.MinPartBytes,
            MaxPartBytes = limits.MaxPartBytes,
            MaxParts = limits.MaxParts,
            KeyBytes = limits.KeyBytes,
        };
    }
}
