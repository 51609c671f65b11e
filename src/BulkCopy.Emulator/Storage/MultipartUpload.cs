namespace BulkCopy.Emulator.Storage;

/// <summary>An upload in progress. Everything about the final object was said when it was created.</summary>
internal sealed class MultipartUpload(string id, string key, ObjectAttributes attributes, string owner)
{
    public string Id { get; } = id;

    public string Key { get; } = key;

    public ObjectAttributes Attributes { get; } = attributes;

    public string Owner { get; } = owner;

    public required byte StorageClass { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    /// <summary>S3: the algorithm named at creation (lower case), or null.</summary>
    public string? ChecksumAlgorithm { get; init; }

    public string? ChecksumType { get; init; }

    /// <summary>Guarded by the bucket's lock.</summary>
    public SortedDictionary<int, UploadedPart> Parts { get; } = [];
}

/// <summary>One part of an upload; its ETag is the MD5 of its bytes unless a customer key or KMS hides it.</summary>
internal sealed record UploadedPart(int Number, ObjectContent Content, EntityTag ETag, DateTimeOffset LastModified)
{
    public KeyValuePair<string, string>? Checksum { get; init; }
}
