namespace BulkCopy.ObjectStores;

/// <summary>Copies a byte range of an object into a part (Upload Part - Copy).</summary>
public sealed record UploadPartCopyRequest
{
    /// <summary>What is copied.</summary>
    public required CopySource Source { get; init; }
    /// <summary>Destination bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Destination key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>The upload.</summary>
    public required string UploadId { get; init; }
    /// <summary>1 to the dialect's maximum.</summary>
    public required int PartNumber { get; init; }
    /// <summary>The range; <c>null</c> for the whole source.</summary>
    public ByteRange? Range { get; init; }
    /// <summary>Source preconditions, to be repeated on every part.</summary>
    public CopyConditions? Conditions { get; init; }
    /// <summary>The key of a source that is encrypted with a customer's key.</summary>
    public CustomerKey? SourceCustomerKey { get; init; }
    /// <summary>The destination's customer key, to be repeated on every part.</summary>
    public CustomerKey? CustomerKey { get; init; }
}
