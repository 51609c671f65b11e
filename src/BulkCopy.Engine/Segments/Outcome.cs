using BulkCopy.Engine.Tiering;

namespace BulkCopy.Engine.Segments;

/// <summary>What came of one attempt at one entry. Appended, never changed.</summary>
public sealed record Outcome
{
    /// <summary>The entry.</summary>
    public required EntryId Entry { get; init; }
    /// <summary>1, 2, …</summary>
    public required int Attempt { get; init; }
    /// <summary>Whether the entry is finished with it.</summary>
    public required bool Final { get; init; }
    /// <summary>Result.</summary>
    public required OutcomeResult Result { get; init; }
    /// <summary>What proves that the copy equals the source.</summary>
    public Proof Proof { get; init; }
    /// <summary>Size of the entry in bytes.</summary>
    public required long Bytes { get; init; }
    /// <summary>A <c>StoreErrorCode</c> or a reason; <c>null</c> where nothing went wrong.</summary>
    public string? Code { get; init; }
    /// <summary>What came back, for people.</summary>
    public string? Message { get; init; }
    /// <summary>Version id at the destination.</summary>
    public string? DestinationVersionId { get; init; }
    /// <summary>ETag at the destination.</summary>
    public string? DestinationETag { get; init; }
    /// <summary>CRC-64/XZ of the copy, if told.</summary>
    public ulong? Crc64 { get; init; }
    /// <summary>Storage class asked for; <c>null</c> for the destination's default.</summary>
    public string? DestinationClass { get; init; }
    /// <summary>Of a transition: the version that was copied, if there are versions.</summary>
    public string? SourceVersionId { get; init; }
    /// <summary>Of a transition: what it adds to the record of its day. Written down, not read back.</summary>
    public TransitionRecord? Transition { get; init; }
    /// <summary>How long the attempt took.</summary>
    public TimeSpan Duration { get; init; }
    /// <summary>When it ended, by the worker's clock.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Result of an attempt.</summary>
public enum OutcomeResult
{
    /// <summary>Copied by us.</summary>
    Copied,
    /// <summary>Found at the destination after a lost answer, and taken over.</summary>
    Adopted,
    /// <summary>Left out on purpose.</summary>
    Skipped,
    /// <summary>The source is no longer what was listed.</summary>
    SourceChanged,
    /// <summary>Exists at the destination and was to be left alone.</summary>
    AlreadyPresent,
    /// <summary>Waits for a restore from an archive class.</summary>
    Restoring,
    /// <summary>Failed.</summary>
    Failed,
    /// <summary>Deleted at the destination: the source does not have it.</summary>
    Deleted,
}

/// <summary>What proves that a copy equals its source.</summary>
public enum Proof
{
    /// <summary>Nothing: there is no copy, or it was not compared.</summary>
    None,
    /// <summary>Equal ETags that are digests of the content.</summary>
    ETag,
    /// <summary>Equal CRC-64/XZ of the whole object.</summary>
    Crc64,
    /// <summary>Equal full-object checksums.</summary>
    Checksum,
    /// <summary>Only the size could be compared. Never reported as verified.</summary>
    SizeOnly,
    /// <summary>Both objects were read and have the same bytes.</summary>
    Content,
    /// <summary>The destination's answer or its listing of versions says that it is a delete marker, as its source is.</summary>
    DeleteMarker,
}
