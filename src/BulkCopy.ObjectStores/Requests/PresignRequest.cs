namespace BulkCopy.ObjectStores;

/// <summary>Asks for a URL that carries its signature and may be handed to somebody without credentials.</summary>
public sealed record PresignRequest
{
    /// <summary>What may be done with it, for instance <see cref="HttpMethod.Get"/>.</summary>
    public required HttpMethod Method { get; init; }
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>A version, or <c>null</c> for the current one.</summary>
    public string? VersionId { get; init; }
    /// <summary>How long it works. The V4 schemes allow 7 days.</summary>
    public required TimeSpan ValidFor { get; init; }
    /// <summary>Further parameters, for instance <c>response-content-disposition</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];
}
