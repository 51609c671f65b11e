namespace BulkCopy.ObjectStores;

/// <summary>Appends to an appendable object (OSS, COS), or begins one at position 0.</summary>
public sealed record AppendObjectRequest
{
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Key, decoded.</summary>
    public required string Key { get; init; }
    /// <summary>Where the content goes: the length the object has now. Another one gives <see cref="StoreErrorCode.Conflict"/>.</summary>
    public required long Position { get; init; }
    /// <summary>Content.</summary>
    public required Stream Content { get; init; }
    /// <summary>Number of bytes of <see cref="Content"/>.</summary>
    public required long Length { get; init; }
    /// <summary>Headers and metadata; they count at position 0.</summary>
    public ObjectHeaders Headers { get; init; } = ObjectHeaders.Empty;
    /// <summary>Storage class; <c>null</c> for the default.</summary>
    public string? StorageClass { get; init; }
}

/// <summary>What a store tells of an append.</summary>
/// <param name="NextPosition">Where the next append goes.</param>
/// <param name="Crc64">CRC-64/XZ of the whole object, if told.</param>
public sealed record AppendResult(long NextPosition, ulong? Crc64);
