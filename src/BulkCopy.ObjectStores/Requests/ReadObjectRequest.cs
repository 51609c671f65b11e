namespace BulkCopy.ObjectStores;

/// <summary>Reads an object (GET) or what is known of it (HEAD).</summary>
public sealed record ReadObjectRequest
{
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>A version, or <c>null</c> for the current one.</summary>
    public string? VersionId { get; init; }
    /// <summary>A byte range (GET only).</summary>
    public ByteRange? Range { get; init; }
    /// <summary>Fail with <see cref="StoreErrorCode.PreconditionFailed"/> unless the object has this ETag.</summary>
    public string? IfMatch { get; init; }
    /// <summary>Fail with <see cref="StoreErrorCode.NotModified"/> if the object has this ETag.</summary>
    public string? IfNoneMatch { get; init; }
    /// <summary>The key of an object that is encrypted with a customer's key.</summary>
    public CustomerKey? CustomerKey { get; init; }
    /// <summary>Asks S3 for one part (HEAD with partNumber): tells part size and count of a multipart object.</summary>
    public int? PartNumber { get; init; }
    /// <summary>Asks S3 for the checksums that it keeps with the object; elsewhere without meaning.</summary>
    public bool WithChecksums { get; init; }
}
