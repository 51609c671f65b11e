namespace BulkCopy.ObjectStores;

/// <summary>What HEAD and GET tell of an object.</summary>
public sealed record ObjectProperties
{
    /// <summary>Size of the whole object in bytes.</summary>
    public required long Size { get; init; }
    /// <summary>ETag without quotes, as the store spells it.</summary>
    public required string ETag { get; init; }
    /// <summary>Last modified, UTC, whole seconds.</summary>
    public DateTimeOffset LastModified { get; init; }
    /// <summary>The store's own clock when it answered (<c>Date</c>).</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
    /// <summary>Version id; <c>null</c> in a bucket without versions.</summary>
    public string? VersionId { get; init; }
    /// <summary>CRC-64/XZ of the whole object (COS, OSS); survives multipart and encryption.</summary>
    public ulong? Crc64 { get; init; }
    /// <summary>S3 checksums, base64 by algorithm in lower case (<c>crc64nvme</c> …), if asked for and known.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Checksums { get; init; } = [];
    /// <summary>Storage class; the dialect's default where the store omits it.</summary>
    public string? StorageClass { get; init; }
    /// <summary>Headers and metadata.</summary>
    public ObjectHeaders Headers { get; init; } = ObjectHeaders.Empty;
    /// <summary>Encryption as far as the store tells.</summary>
    public ServerSideEncryption? Encryption { get; init; }
    /// <summary>MD5 of the customer's key (base64) of an object under SSE-C.</summary>
    public string? CustomerKeyMd5 { get; init; }
    /// <summary>State of a restore; <c>null</c> if none was ever asked for.</summary>
    public RestoreState? Restore { get; init; }
    /// <summary>Number of tags, if the store tells.</summary>
    public int? TagCount { get; init; }
    /// <summary>Number of parts, if asked for by part number (S3).</summary>
    public int? PartCount { get; init; }
    /// <summary>Kind of object: <c>Normal</c>, <c>Appendable</c>, <c>Multipart</c>, <c>Symlink</c> in OSS, <c>normal</c>, <c>appendable</c> in COS.</summary>
    public string? ObjectType { get; init; }
    /// <summary>Where the next append goes, of an appendable object.</summary>
    public long? NextAppendPosition { get; init; }
    /// <summary>Range that the answer holds (GET).</summary>
    public ByteRange? Range { get; init; }
}

/// <summary>State of a restore from an archive class.</summary>
/// <param name="InProgress">Still running.</param>
/// <param name="ExpiresAt">When the restored copy goes away; <c>null</c> while running.</param>
public sealed record RestoreState(bool InProgress, DateTimeOffset? ExpiresAt);

/// <summary>An open object. Dispose it to give the connection back.</summary>
public sealed class OpenObject(ObjectProperties properties, long length, Stream content, IDisposable response) : IDisposable
{
    /// <summary>What the answer's headers told.</summary>
    public ObjectProperties Properties { get; } = properties;
    /// <summary>Bytes that <see cref="Content"/> will give; a shorter stream ends in an exception.</summary>
    public long Length { get; } = length;
    /// <summary>The content.</summary>
    public Stream Content { get; } = content;
    /// <inheritdoc/>
    public void Dispose() => response.Dispose();
}
