namespace BulkCopy.Engine.Tiering;

/// <summary>What a provider asked for on a day, in one currency and region. Data to be edited, not a quotation.</summary>
public sealed record PriceTable
{
    /// <summary>The day that the prices are of.</summary>
    public required DateOnly AsOf { get; init; }
    /// <summary>Currency code.</summary>
    public required string Currency { get; init; }
    /// <summary>A GB that leaves the region through the public network, as relays do. Not part of tiering.</summary>
    public decimal TrafficOutPerGB { get; init; }
    /// <summary>Prices by storage class.</summary>
    public required IReadOnlyDictionary<string, ClassPrices> Classes { get; init; }

    /// <summary>Prices of a class; all zero for one that is not in the table.</summary>
    public ClassPrices Of(string storageClass) =>
        Classes.GetValueOrDefault(storageClass) ?? ClassPrices.None;
}

/// <summary>Prices of one storage class. A GB is 2^30 bytes, a month 30 days.</summary>
public sealed record ClassPrices
{
    /// <summary>Nothing costs anything.</summary>
    public static ClassPrices None { get; } = new();
    /// <summary>Storage of a GB for a month.</summary>
    public decimal StoragePerGBMonth { get; init; }
    /// <summary>1,000 write requests: copies into the class, and their parts.</summary>
    public decimal WritesPer1000 { get; init; }
    /// <summary>1,000 read requests: HEAD, ACL, tags.</summary>
    public decimal ReadsPer1000 { get; init; }
    /// <summary>Reading a GB of the class, by copying it too.</summary>
    public decimal RetrievalPerGB { get; init; }
    /// <summary>1,000 restore requests, by tier.</summary>
    public IReadOnlyDictionary<string, decimal> RestoresPer1000 { get; init; } = new Dictionary<string, decimal>();
    /// <summary>Restoring a GB, by tier.</summary>
    public IReadOnlyDictionary<string, decimal> RestorePerGB { get; init; } = new Dictionary<string, decimal>();
}
