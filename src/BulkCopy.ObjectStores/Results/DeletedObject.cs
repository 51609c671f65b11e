namespace BulkCopy.ObjectStores;

/// <summary>What became of one object of a multi-object deletion.</summary>
public sealed record DeletedObject
{
    /// <summary>Key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>The version that was named.</summary>
    public string? VersionId { get; init; }
    /// <summary>The delete marker that was made or removed.</summary>
    public string? DeleteMarkerVersionId { get; init; }
    /// <summary>Why it was not deleted; <c>null</c> if it was.</summary>
    public StoreError? Error { get; init; }
}
