namespace BulkCopy.Engine.Tiering;

/// <summary>How archived objects are restored before they are copied.</summary>
public sealed record RestorePolicy
{
    /// <summary>Speed: <c>Expedited</c>, <c>Standard</c> or <c>Bulk</c>.</summary>
    public string Tier { get; init; } = "Standard";
    /// <summary>Days that restored copies are kept. Must cover the time until they are copied. Default 2.</summary>
    public int Days { get; init; } = 2;
    /// <summary>Restore requests per second to one bucket, over all workers. Default 100, the limit of COS.</summary>
    public int RequestsPerSecond { get; init; } = 100;
    /// <summary>Most objects that a run may restore; <c>null</c>: no limit.</summary>
    public long? MaxObjects { get; init; }
    /// <summary>Most that the restores of a run may cost, in the currency of the price table; <c>null</c>: no limit.</summary>
    public decimal? MaxCost { get; init; }
    /// <summary>How often objects being restored are asked about; <c>null</c>: a sixth of the time that the tier takes, 1 to 60 minutes.</summary>
    public TimeSpan? PollInterval { get; init; }
    /// <summary>A restored copy that goes away sooner than this is renewed before it is copied. Default 30 minutes.</summary>
    public TimeSpan ExpiryMargin { get; init; } = TimeSpan.FromMinutes(30);
}
