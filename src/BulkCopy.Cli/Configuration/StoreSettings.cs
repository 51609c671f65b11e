using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.Cli.Configuration;

/// <summary>A store as configuration declares it. Values that are <c>null</c> mean the dialect's or the client's default.</summary>
internal sealed record StoreSettings
{
    public required string Name { get; init; }

    public required Dialect Dialect { get; init; }

    public required string Region { get; init; }

    public required CredentialSettings Credentials { get; init; }

    /// <summary>Customers' keys (SSE-C) by the name that jobs call them: references, never the keys themselves.</summary>
    public IReadOnlyDictionary<string, ConfiguredValue> CustomerKeys { get; init; } = new Dictionary<string, ConfiguredValue>();

    public string? Endpoint { get; init; }

    public string? ConnectTo { get; init; }

    public AddressingStyle? Addressing { get; init; }

    public bool UseHttps { get; init; } = true;

    public SignatureScheme? Signature { get; init; }

    public TimeSpan? AttemptTimeout { get; init; }

    public TimeSpan? CopyTimeout { get; init; }

    public TimeSpan? TotalTimeout { get; init; }

    public int? MaxAttempts { get; init; }

    public int? MaxConnections { get; init; }

    public StoreLimits? Limits { get; init; }

    /// <summary>What all workers together may do to each of its buckets, where operators set nothing.</summary>
    public FlowLimit? Flow { get; init; }

    /// <summary>Name, dialect and place, for messages.</summary>
    public string Describe() => $"store {Name} ({Dialect.Name}, {Region}{(Endpoint is null ? "" : $", {Endpoint}")}{(ConnectTo is null ? "" : $", connected to {ConnectTo}")})";
}
