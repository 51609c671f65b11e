using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Documents;

/// <summary>A store as it is used. Holds no secret.</summary>
public sealed record StoreDocument
{
    /// <summary>Its name, which locations begin with.</summary>
    public required string Name { get; init; }
    /// <summary>Where it was declared: <c>configuration</c>, or <c>operator</c> for one that was entered at a server.</summary>
    public required string Origin { get; init; }
    /// <summary>Dialect.</summary>
    public required string Dialect { get; init; }
    /// <summary>Region, as the provider spells it.</summary>
    public required string Region { get; init; }
    /// <summary>Host in place of the provider's public one.</summary>
    public string? Endpoint { get; init; }
    /// <summary>Where connections lead while requests keep the provider's host name.</summary>
    public string? ConnectTo { get; init; }
    /// <summary>Whether requests travel through TLS.</summary>
    public bool UseHttps { get; init; } = true;
    /// <summary>Where the bucket stands in a request; <c>default</c> for the dialect's way.</summary>
    public string Addressing { get; init; } = Usual;
    /// <summary>How requests are signed; <c>default</c> for the dialect's way.</summary>
    public string Signature { get; init; } = Usual;
    /// <summary>Where the credentials lie, or the beginning of the access key's id.</summary>
    public string Credentials { get; init; } = "";
    /// <summary>Largest object of one copy request, bytes.</summary>
    public long? SimpleCopyBytes { get; init; }
    /// <summary>Smallest part, bytes.</summary>
    public long? MinPartBytes { get; init; }
    /// <summary>Largest part, bytes.</summary>
    public long? MaxPartBytes { get; init; }
    /// <summary>Most parts of an object.</summary>
    public int? MaxParts { get; init; }
    /// <summary>Longest key, bytes.</summary>
    public int? KeyBytes { get; init; }
    /// <summary>Whether it can be used by who answers; if not, the log says why.</summary>
    public required bool Usable { get; init; }
    /// <summary>When it was entered or changed at a server.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
    /// <summary>Who entered or changed it.</summary>
    public string? UpdatedBy { get; init; }
    /// <summary>What a change sends in If-Match; <c>null</c> for stores of the configuration.</summary>
    public string? ETag { get; init; }

    private const string Usual = "default";

    /// <summary>The document of a store of the configuration.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its options; <c>null</c> where it cannot be used.</param>
    public static StoreDocument Of(string name, ObjectStoreOptions? options)
    {
        var limits = options?.Limits ?? options?.Dialect.Limits;
        return new StoreDocument
        {
            Name = name,
            Origin = "configuration",
            Dialect = options?.Dialect.Name ?? "",
            Region = options?.Region ?? "",
            Endpoint = options?.Endpoint,
            ConnectTo = options?.ConnectTo,
            UseHttps = options?.UseHttps ?? true,
            Addressing = options?.AddressingStyle?.ToString() ?? Usual,
            Signature = options?.SignatureScheme?.ToString() ?? Usual,
            Credentials = "configuration",
            SimpleCopyBytes = limits?.SimpleCopyBytes,
            MinPartBytes = limits?.MinPartBytes,
            MaxPartBytes = limits?.MaxPartBytes,
            MaxParts = limits?.MaxParts,
            KeyBytes = limits?.KeyBytes,
            Usable = options is not null,
        };
    }
}

/// <summary>How a bucket answered.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Ok">Whether all went well.</param>
/// <param name="Checks">What was asked.</param>
public sealed record StoreTestDocument(string Store, string Bucket, bool Ok, IReadOnlyList<StoreCheckDocument> Checks);

/// <summary>One thing that a bucket was asked.</summary>
/// <param name="Check">What.</param>
/// <param name="Ok">Whether it went well.</param>
/// <param name="Detail">What it answered.</param>
public sealed record StoreCheckDocument(string Check, bool Ok, string Detail);
