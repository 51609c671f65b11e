namespace BulkCopy.ObjectStores;

/// <summary>One page of a listing in UTF-8 byte order of the keys.</summary>
public sealed record ListObjectsRequest
{
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Only keys that begin so.</summary>
    public string Prefix { get; init; } = "";
    /// <summary>Only keys after this one.</summary>
    public string? StartAfter { get; init; }
    /// <summary>Rolls keys up to the next delimiter into common prefixes; <c>null</c> for none.</summary>
    public string? Delimiter { get; init; }
    /// <summary>1 to 1000.</summary>
    public int MaxKeys { get; init; } = 1000;
}

/// <summary>One page of a listing of versions: by key, newest version first.</summary>
public sealed record ListVersionsRequest
{
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Only keys that begin so.</summary>
    public string Prefix { get; init; } = "";
    /// <summary>Continue after this key, or, with <see cref="VersionIdMarker"/>, after that version of it.</summary>
    public string? KeyMarker { get; init; }
    /// <summary>Only together with <see cref="KeyMarker"/>.</summary>
    public string? VersionIdMarker { get; init; }
    /// <summary>Rolls keys up to the next delimiter into common prefixes; <c>null</c> for none.</summary>
    public string? Delimiter { get; init; }
    /// <summary>1 to 1000.</summary>
    public int MaxKeys { get; init; } = 1000;
}
