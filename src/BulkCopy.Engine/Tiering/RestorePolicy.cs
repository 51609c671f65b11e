using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>How archived objects are restored before they are copied.</summary>
public sealed record RestorePolicy
{
    /// <summary>Speed. Without meaning for classes that offer none to choose from (OSS Archive).</summary>
    public RestoreTier Tier { get; init; } = RestoreTier.Standard;
    /// <summary>Days that restored copies are kept. Must cover the time until they are copied. Default 2.</summary>
    public int Days { get; init; } = 2;
    /// <summary>Restore requests per second to one bucket, over all workers. Default 100, the limit of COS.</summary>
    public int RequestsPerSecond { get; init; } = 100;
    /// <summary>Most objects that a run may restore; <c>null</c>: no limit.</summary>
    public long? MaxObjects { get; init; }
    /// <summary>Most that the restores of a run may cost, in the currency of the price table; <c>null</c>: no limit.</summary>
    public decimal? MaxCost { get; init; }
    /// <summary>How often objects being restored are asked about; <c>null</c>: 1 minute for Expedited, 15 for Standard, 30 for Bulk.</summary>
    public TimeSpan? PollInterval { get; init; }
    /// <summary>A restored copy that goes away sooner than this is renewed before it is copied. Default 30 minutes.</summary>
    public TimeSpan ExpiryMargin { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Prices for <see cref="MaxCost"/> and the ledger, of a job that only copies; a tiering job has its own. <c>null</c>: restores cost nothing.</summary>
    public PriceTable? Prices { get; init; }

    /// <summary>How often they are asked about.</summary>
    internal TimeSpan EffectivePollInterval => PollInterval ?? TimeSpan.FromMinutes(Tier switch { RestoreTier.Expedited => 1, RestoreTier.Standard => 15, _ => 30 });
}
