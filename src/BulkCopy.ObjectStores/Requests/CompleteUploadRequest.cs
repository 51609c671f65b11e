namespace BulkCopy.ObjectStores;

/// <summary>Completes a multipart upload.</summary>
public sealed record CompleteUploadRequest
{
    /// <summary>Destination bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Destination key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>The upload.</summary>
    public required string UploadId { get; init; }
    /// <summary>All parts, ascending.</summary>
    public required IReadOnlyList<CompletedPart> Parts { get; init; }
    /// <summary>Refuse an existing destination where the dialect can.</summary>
    public bool ForbidOverwrite { get; init; }
}

/// <summary>A part that the store has.</summary>
/// <param name="PartNumber">1 to the dialect's maximum.</param>
/// <param name="ETag">Without quotes.</param>
public readonly record struct CompletedPart(int PartNumber, string ETag);
