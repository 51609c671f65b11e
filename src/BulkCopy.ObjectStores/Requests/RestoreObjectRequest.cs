namespace BulkCopy.ObjectStores;

/// <summary>Asks for a temporary readable copy of an archived object.</summary>
public sealed record RestoreObjectRequest
{
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>A version, or <c>null</c> for the current one.</summary>
    public string? VersionId { get; init; }
    /// <summary>How many days the copy stays.</summary>
    public required int Days { get; init; }
    /// <summary>How fast; <c>null</c> for the store's standard. What a class offers: <see cref="StorageClassRule.RestoreTiers"/>. OSS Archive takes none.</summary>
    public RestoreTier? Tier { get; init; }
}

/// <summary>How fast a restore is, and how dear.</summary>
public enum RestoreTier
{
    /// <summary>Minutes (COS, S3), one hour (OSS ColdArchive), twelve (OSS DeepColdArchive).</summary>
    Expedited,
    /// <summary>Hours.</summary>
    Standard,
    /// <summary>Half a day to two days.</summary>
    Bulk,
}

/// <summary>What a store made of a request to restore. One that is still running is the error <see cref="StoreErrorCode.RestoreInProgress"/>.</summary>
public enum RestoreOutcome
{
    /// <summary>It has begun.</summary>
    Started,
    /// <summary>The object is restored already; its days count anew.</summary>
    AlreadyRestored,
}
