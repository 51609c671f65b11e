namespace BulkCopy.ObjectStores;

/// <summary>Sizes and counts that a store accepts. Can be overridden per store in configuration.</summary>
public sealed record StoreLimits
{
    /// <summary>Largest source of a simple copy, bytes.</summary>
    public required long SimpleCopyBytes { get; init; }
    /// <summary>Largest object of a single PUT, bytes.</summary>
    public required long SinglePutBytes { get; init; }
    /// <summary>Largest object, bytes.</summary>
    public required long ObjectBytes { get; init; }
    /// <summary>Smallest part other than the last, bytes.</summary>
    public required long MinPartBytes { get; init; }
    /// <summary>Largest part, bytes.</summary>
    public required long MaxPartBytes { get; init; }
    /// <summary>Most parts of an upload.</summary>
    public required int MaxParts { get; init; }
    /// <summary>Longest key, bytes of UTF-8.</summary>
    public required int KeyBytes { get; init; }
    /// <summary>User metadata in all, bytes.</summary>
    public required int MetadataBytes { get; init; }
    /// <summary>Most keys of a listing page.</summary>
    public int ListPageKeys { get; init; } = 1000;
}
