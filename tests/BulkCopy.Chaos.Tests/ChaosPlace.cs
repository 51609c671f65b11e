using BulkCopy.Emulator;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Chaos.Tests;

/// <summary>A bucket of a store.</summary>
internal sealed record ChaosPlace(string Store, string Bucket)
{
    public EmulatorDialect Dialect => Enum.Parse<EmulatorDialect>(Store, ignoreCase: true);

    public StoreLocation Location => new(Store, Bucket, "");

    /// <summary>The bucket that manifests of this place lie in.</summary>
    public ChaosPlace Lists => Named(Store, Bucket.Replace("-1250000000", "", StringComparison.Ordinal) + "-lists");

    /// <summary>Names a bucket as the dialect wants it.</summary>
    public static ChaosPlace Named(string store, string name) => new(store, store == "cos" ? $"{name}-1250000000" : name);
}
