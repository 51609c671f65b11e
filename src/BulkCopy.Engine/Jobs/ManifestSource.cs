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
    /// <summary>The columns of a CSV file without a header, in their order. Default: Key if there is one column, otherwise Bucket, Key, VersionId.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
    /// <summary>Whether the first row of a CSV file names the columns; <c>null</c>: if it has a column called Key.</summary>
    public bool? Header { get; init; }
    /// <summary>Whether the keys of a CSV file are percent-encoded. Inventories always are.</summary>
    public bool UrlEncoded { get; init; }
    /// <summary>What is done about rows that cannot be understood.</summary>
    public BadRowPolicy BadRows { get; init; }
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

/// <summary>What is done about rows of a manifest that cannot be understood.</summary>
public enum BadRowPolicy
{
    /// <summary>The run fails and names the row.</summary>
    Stop,
    /// <summary>The row is left out, counted, and reported as an event of the run.</summary>
    Skip,
}
