namespace BulkCopy.Engine.Jobs;

/// <summary>How objects are copied.</summary>
public sealed record CopyOptions
{
    /// <summary>Storage class of the copies; <c>null</c> for the destination's default.</summary>
    public string? StorageClass { get; init; }
    /// <summary>Leave objects alone that exist at the destination.</summary>
    public bool ForbidOverwrite { get; init; }
    /// <summary>Objects of this size and above are copied in parts, bytes; <c>null</c> for the largest simple copy of the dialect, at most 1 GiB.
    /// Smaller is faster for a few large objects and costs more requests.</summary>
    public long? PartCopyThresholdBytes { get; init; }
    /// <summary>Preferred part size, bytes; enlarged where an object would have too many parts. Default 256 MiB.</summary>
    public long PartSizeBytes { get; init; } = 256L << 20;
}
