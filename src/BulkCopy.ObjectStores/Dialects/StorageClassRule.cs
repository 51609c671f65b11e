namespace BulkCopy.ObjectStores;

/// <summary>A storage class and what its provider says about it.</summary>
public sealed record StorageClassRule
{
    /// <summary>Name in the dialect's spelling.</summary>
    public required string Name { get; init; }
    /// <summary>Whether an object must be restored before it can be read or copied.</summary>
    public bool IsArchive { get; init; }
    /// <summary>Whether the class exists in multi-AZ buckets only (COS).</summary>
    public bool IsMultiAz { get; init; }
    /// <summary>Objects below this size are billed as if they had it, bytes; 0 where there is no minimum.</summary>
    public long MinBilledBytes { get; init; }
    /// <summary>Objects that leave the class earlier are billed for so many days, from their last modification.</summary>
    public int MinDays { get; init; }
    /// <summary>How an archived object can be restored, fastest first.</summary>
    public IReadOnlyList<RestoreSpeed> RestoreTiers { get; init; } = [];
    /// <summary>Most days that a restored copy can be kept.</summary>
    public int MostRestoreDays { get; init; } = 365;
}

/// <summary>A speed at which archived objects are restored.</summary>
/// <param name="Name"><c>Expedited</c>, <c>Standard</c> or <c>Bulk</c>.</param>
/// <param name="Soonest">When the first objects are ready.</param>
/// <param name="Latest">When all objects should be ready.</param>
public sealed record RestoreSpeed(string Name, TimeSpan Soonest, TimeSpan Latest);
