namespace BulkCopy.ObjectStores;

/// <summary>What a store tells of a copy it made.</summary>
public sealed record CopyResult
{
    /// <summary>ETag of the new object, without quotes.</summary>
    public required string ETag { get; init; }
    /// <summary>CRC-64/XZ of the new object (COS body element, OSS header); <c>null</c> if not told.</summary>
    public ulong? Crc64 { get; init; }
    /// <summary>S3 checksums, base64 by algorithm in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Checksums { get; init; } = [];
    /// <summary>Version id of the new object; <c>null</c> in a bucket without versions.</summary>
    public string? VersionId { get; init; }
    /// <summary>Version id of the source, if it was named.</summary>
    public string? SourceVersionId { get; init; }
    /// <summary>Last modified of the new object.</summary>
    public DateTimeOffset? LastModified { get; init; }
    /// <summary>Encryption that the store confirmed.</summary>
    public ServerSideEncryption? Encryption { get; init; }
    /// <summary>The provider's request id.</summary>
    public string? RequestId { get; init; }
}

/// <summary>What a store tells of a part.</summary>
/// <param name="ETag">Without quotes.</param>
/// <param name="Crc64">CRC-64/XZ of the part, if told.</param>
public sealed record PartResult(string ETag, ulong? Crc64);

/// <summary>What a store tells of an object that was put or completed.</summary>
public sealed record WriteResult
{
    /// <summary>ETag without quotes.</summary>
    public required string ETag { get; init; }
    /// <summary>CRC-64/XZ of the object (COS, OSS).</summary>
    public ulong? Crc64 { get; init; }
    /// <summary>Version id; <c>null</c> in a bucket without versions.</summary>
    public string? VersionId { get; init; }
    /// <summary>S3 checksums, base64 by algorithm in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Checksums { get; init; } = [];
    /// <summary>The provider's request id.</summary>
    public string? RequestId { get; init; }
}

/// <summary>What a store tells of a deletion.</summary>
/// <param name="DeleteMarker">Whether a delete marker was made or removed.</param>
/// <param name="VersionId">The version or marker concerned.</param>
public sealed record DeleteResult(bool DeleteMarker, string? VersionId);
