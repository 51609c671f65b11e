namespace BulkCopy.Engine.Jobs;

/// <summary>Where a run's objects are named, instead of listing the source.</summary>
public sealed record ManifestSource
{
    /// <summary>What names them.</summary>
    public required ManifestKind Kind { get; init; }
    /// <summary>The object that holds the manifest: a CSV file, or an inventory's <c>manifest.json</c>. The location's prefix is its whole key.</summary>
    public StoreLocation? At { get; init; }
    /// <summary>A file that was read into the ledger when the job was made; its name, for people.</summary>
    public string? File { get; init; }
    /// <summary>The columns of a CSV file without a header, in their order. Default: by its first row, which is a header if it has a field Key; without a header one column is Key,
    /// two are Bucket and Key, three Bucket, Key and VersionId.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
    /// <summary>Whether the keys of a CSV file are percent-encoded. Those of inventories always are.</summary>
    public bool UrlEncoded { get; init; }
    /// <summary>What <c>+</c> stands for in percent-encoded keys. Default: a space in inventories of S3; elsewhere such a key is refused.</summary>
    public PlusMeaning Plus { get; init; }
    /// <summary>ETag that the object must have; <c>null</c>: that which it has when a run begins to read it.</summary>
    public string? ETag { get; init; }
    /// <summary>The run whose failed objects are copied.</summary>
    public int? FailedOf { get; init; }
}

/// <summary>What names a run's objects.</summary>
public enum ManifestKind
{
    /// <summary>A CSV file, plain or gzipped.</summary>
    Csv,
    /// <summary>An inventory as S3, COS and OSS write it: <c>manifest.json</c> and the files that it names.</summary>
    Inventory,
    /// <summary>The objects that failed for good in an earlier run.</summary>
    FailedOf,
}
