using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Uploads;

/// <summary>A multipart upload of ours.</summary>
public sealed record UploadRecord
{
    /// <summary>Its number in the ledger.</summary>
    public required long UploadNo { get; init; }
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }
    /// <summary>The entry that is being copied.</summary>
    public required EntryId Entry { get; init; }
    /// <summary>Store, by name.</summary>
    public required string Store { get; init; }
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Key.</summary>
    public required string Key { get; init; }
    /// <summary>State.</summary>
    public required UploadState State { get; init; }
    /// <summary>The provider's upload id; <c>null</c> while only intended.</summary>
    public string? UploadId { get; init; }
    /// <summary>Size of all parts but the last, bytes.</summary>
    public long PartSizeBytes { get; init; }
    /// <summary>Number of parts.</summary>
    public int PartCount { get; init; }
    /// <summary>CRC-64/XZ of the source, if it was told when the upload was begun.</summary>
    public ulong? SourceCrc64 { get; init; }
    /// <summary>The segment that gave it up and goes on with its entry; <c>null</c> if none did.</summary>
    public SegmentId? GivenUpBy { get; init; }
    /// <summary>When it was intended, by the database's clock.</summary>
    public required DateTimeOffset IntendedAt { get; init; }
}

/// <summary>State of a multipart upload.</summary>
public enum UploadState
{
    /// <summary>About to be begun; if the worker died, the store may know an upload that the ledger does not.</summary>
    Intended,
    /// <summary>Begun.</summary>
    Open,
    /// <summary>Completed.</summary>
    Completed,
    /// <summary>To be aborted until the store confirms that it is gone.</summary>
    Aborting,
    /// <summary>Gone.</summary>
    Aborted,
}
