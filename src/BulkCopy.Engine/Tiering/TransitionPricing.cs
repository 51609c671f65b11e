using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Computes what transitions cost.</summary>
/// <param name="prices">Prices of the store's dialect.</param>
/// <param name="dialect">The dialect, for its classes and part sizes.</param>
/// <param name="restore">How archived objects are restored.</param>
/// <param name="partSizeBytes">Preferred part size of the job.</param>
/// <param name="asOf">The moment that ages are measured at.</param>
public sealed class TransitionPricing(PriceTable prices, Dialect dialect, RestorePolicy? restore, long partSizeBytes, DateTimeOffset asOf)
{
    /// <summary>HEAD and GET of the ACL, before each copy.</summary>
    private const int ReadsPerCopy = 2;

    /// <summary>Beginning and completing an upload.</summary>
    private const int WritesAroundParts = 2;

    private const decimal BytesPerGB = 1L << 30;
    private const decimal DaysPerMonth = 30;

    /// <summary>What moving an object costs.</summary>
    public TransitionCost Of(string from, string to, long size, DateTimeOffset lastModified, CopyWay way)
    {
        var (source, target) = (prices.Of(from), prices.Of(to));
        var gigabytes = size / BytesPerGB;
        var requests = (ReadsPerCopy * source.ReadsPer1000 / 1000) + (Writes(size, way) * target.WritesPer1000 / 1000);
        var retrieval = gigabytes * source.RetrievalPerGB;
        if (dialect.StorageClasses.IsArchive(from) && restore is not null)
        {
            var request = source.RestoresPer1000.GetValueOrDefault(TransitionRules.TierOf(dialect.Class(from), restore)) / 1000;
            requests += request;
            retrieval += RestoreOf(from, size) - request;
        }
        return new TransitionCost(requests, retrieval, EarlyDeletion(from, size, lastModified), Monthly(from, size), Monthly(to, size));
    }

    /// <summary>What restoring an object costs: the request, the bytes, and the restored copy for its days in the dialect's default class.</summary>
    public decimal RestoreOf(string from, long size)
    {
        if (restore is null) return 0;
        var source = prices.Of(from);
        var gigabytes = size / BytesPerGB;
        var tier = TransitionRules.TierOf(dialect.Class(from), restore);
        return (source.RestoresPer1000.GetValueOrDefault(tier) / 1000) + (gigabytes * source.RestorePerGB.GetValueOrDefault(tier))
            + (gigabytes * prices.Of(dialect.DefaultStorageClass).StoragePerGBMonth * restore.Days / DaysPerMonth);
    }

    private decimal Writes(long size, CopyWay way) =>
        way == CopyWay.PartCopy && PartLayout.For(size, partSizeBytes, dialect.Limits) is { } layout ? layout.Count + WritesAroundParts : 1;

    /// <summary>The class bills the days up to its minimum, from the last modification; those that are left are paid at once.</summary>
    private decimal EarlyDeletion(string from, long size, DateTimeOffset lastModified)
    {
        if (dialect.Class(from) is not { MinDays: > 0 } rule) return 0;
        var left = rule.MinDays - (decimal)Math.Floor((asOf - lastModified).TotalDays);
        return left <= 0 ? 0 : Monthly(from, size) * left / DaysPerMonth;
    }

    private decimal Monthly(string storageClass, long size)
    {
        var billed = Math.Max(size, dialect.Class(storageClass)?.MinBilledBytes ?? 0);
        return billed / BytesPerGB * prices.Of(storageClass).StoragePerGBMonth;
    }
}
