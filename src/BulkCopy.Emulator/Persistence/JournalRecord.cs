using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Persistence;

/// <summary>What a line of the journal says.</summary>
internal enum JournalEntry
{
    BucketMade,
    BucketDeleted,
    VersioningSet,
    AclSet,
    VersionPut,
    VersionRemoved,
    KeyRemoved,
    AttributesSet,
    UploadMade,
    PartSet,
    UploadRemoved,
}

/// <summary>One line of the journal; which members are set depends on the entry.</summary>
internal sealed record JournalRecord
{
    public required JournalEntry Entry { get; init; }

    public required EmulatorDialect Dialect { get; init; }

    public required string Bucket { get; init; }

    public string? Key { get; init; }

    public string? Owner { get; init; }

    /// <summary>UTC ticks.</summary>
    public long Time { get; init; }

    public string? Region { get; init; }

    public bool IsMultiZone { get; init; }

    public Versioning Versioning { get; init; }

    public AccessList? Acl { get; init; }

    public long Sequence { get; init; }

    public bool IsNull { get; init; }

    public bool IsDeleteMarker { get; init; }

    public ulong TagHigh { get; init; }

    public ulong TagLow { get; init; }

    public int TagParts { get; init; }

    public byte StorageClass { get; init; }

    public ObjectAttributes? Attributes { get; init; }

    public ContentRecord? Content { get; init; }

    public string? UploadId { get; init; }

    public int PartNumber { get; init; }

    public string? ChecksumAlgorithm { get; init; }

    public string? ChecksumType { get; init; }

    public KeyValuePair<string, string>? Checksum { get; init; }
}
