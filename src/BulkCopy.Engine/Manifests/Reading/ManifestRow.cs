namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A row of a manifest. What its columns do not tell is <c>null</c>.</summary>
public sealed record ManifestRow
{
    /// <summary>Its number, counted from 1 with the header.</summary>
    public required long Number { get; init; }
    /// <summary>Bucket.</summary>
    public string? Bucket { get; init; }
    /// <summary>Account that COS appends to the bucket's name.</summary>
    public string? AppId { get; init; }
    /// <summary>Key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>Version.</summary>
    public string? VersionId { get; init; }
    /// <summary>Size in bytes.</summary>
    public long? Size { get; init; }
    /// <summary>ETag without quotes.</summary>
    public string? ETag { get; init; }
    /// <summary>Last modified.</summary>
    public DateTimeOffset? LastModified { get; init; }
    /// <summary>Storage class.</summary>
    public string? StorageClass { get; init; }
    /// <summary>Whether it is the current version.</summary>
    public bool? IsLatest { get; init; }
    /// <summary>Whether it is a delete marker.</summary>
    public bool? IsDeleteMarker { get; init; }
}
