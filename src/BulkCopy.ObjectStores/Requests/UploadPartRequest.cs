namespace BulkCopy.ObjectStores;

/// <summary>Uploads one part from a stream.</summary>
public sealed record UploadPartRequest
{
    /// <summary>Destination bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Destination key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>The upload.</summary>
    public required string UploadId { get; init; }
    /// <summary>1 to the dialect's maximum.</summary>
    public required int PartNumber { get; init; }
    /// <summary>Content of the part. Seekable content may be sent again on a retry; other content never is.</summary>
    public required Stream Content { get; init; }
    /// <summary>Number of bytes of <see cref="Content"/>.</summary>
    public required long Length { get; init; }
    /// <summary>The destination's customer key.</summary>
    public CustomerKey? CustomerKey { get; init; }
    /// <summary>MD5 of the content (16 bytes), sent as Content-MD5 so that the store checks it.</summary>
    public byte[]? ContentMd5 { get; init; }
}
