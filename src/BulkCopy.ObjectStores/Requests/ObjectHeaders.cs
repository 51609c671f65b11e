namespace BulkCopy.ObjectStores;

/// <summary>The headers that are stored with an object and returned on reading it.</summary>
public sealed record ObjectHeaders
{
    /// <summary>Nothing set.</summary>
    public static ObjectHeaders Empty { get; } = new();
    /// <summary><c>Content-Type</c>.</summary>
    public string? ContentType { get; init; }
    /// <summary><c>Cache-Control</c>.</summary>
    public string? CacheControl { get; init; }
    /// <summary><c>Content-Disposition</c>.</summary>
    public string? ContentDisposition { get; init; }
    /// <summary><c>Content-Encoding</c>.</summary>
    public string? ContentEncoding { get; init; }
    /// <summary><c>Content-Language</c>.</summary>
    public string? ContentLanguage { get; init; }
    /// <summary><c>Expires</c>, as text: it is not always a date.</summary>
    public string? Expires { get; init; }
    /// <summary>User metadata: names without the dialect's prefix.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];
}
