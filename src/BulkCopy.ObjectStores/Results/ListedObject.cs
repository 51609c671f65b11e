namespace BulkCopy.ObjectStores;

/// <summary>An object, a version, or a delete marker as a listing shows it.</summary>
public sealed record ListedObject
{
    /// <summary>Key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>Version id; <c>null</c> in a plain listing, <c>"null"</c> for a version from before versioning.</summary>
    public string? VersionId { get; init; }
    /// <summary>Size in bytes; 0 for a delete marker.</summary>
    public long Size { get; init; }
    /// <summary>ETag without quotes, as the store spells it; <c>null</c> for a delete marker.</summary>
    public string? ETag { get; init; }
    /// <summary>Last modified, UTC.</summary>
    public DateTimeOffset LastModified { get; init; }
    /// <summary>Storage class in the dialect's spelling; <c>null</c> where the store has none.</summary>
    public string? StorageClass { get; init; }
    /// <summary>Whether this is the current version.</summary>
    public bool IsLatest { get; init; } = true;
    /// <summary>Whether this is a delete marker.</summary>
    public bool IsDeleteMarker { get; init; }
}

/// <summary>One page of a listing.</summary>
public sealed record ObjectPage
{
    /// <summary>In UTF-8 byte order of the keys; versions of a key newest first.</summary>
    public required IReadOnlyList<ListedObject> Objects { get; init; }
    /// <summary>Common prefixes, if a delimiter was given.</summary>
    public IReadOnlyList<string> CommonPrefixes { get; init; } = [];
    /// <summary>Where the next page begins; <c>null</c> on the last page.</summary>
    public string? NextKeyMarker { get; init; }
    /// <summary>Of a version listing, together with <see cref="NextKeyMarker"/>.</summary>
    public string? NextVersionIdMarker { get; init; }
}
