using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Workers;

namespace BulkCopy.Engine.Segments;

/// <summary>What a worker writes in one transaction: outcomes, totals, and what becomes of the segments they end.</summary>
public sealed record LedgerBatch
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }
    /// <summary>The worker that holds the segments.</summary>
    public required WorkerId Worker { get; init; }
    /// <summary>Outcomes, each with the segment under whose lease it was made.</summary>
    public IReadOnlyList<SegmentOutcome> Outcomes { get; init; } = [];
    /// <summary>Parts copied.</summary>
    public IReadOnlyList<PartOutcome> Parts { get; init; } = [];
    /// <summary>Segments that are done.</summary>
    public IReadOnlyList<SegmentEnd> Ends { get; init; } = [];
    /// <summary>Segments handed back unfinished, with their <see cref="LeasedSegment.AskFirst"/> from now on.</summary>
    public IReadOnlyList<LeasedSegment> Releases { get; init; } = [];
}

/// <summary>An outcome and the lease under which it was made.</summary>
public readonly record struct SegmentOutcome(LeasedSegment Segment, Outcome Outcome);

/// <summary>A segment that is done, and the segments that follow from it (retries; parts after opening an upload; closing after the last part).</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Next">New segments; their ids may be 0: the ledger numbers them.</param>
/// <param name="PartsOf">The upload whose parts this segment finished: when it has all its parts, the ledger adds its UploadClose segment.</param>
public sealed record SegmentEnd(LeasedSegment Segment, IReadOnlyList<PlannedSegment> Next, long? PartsOf = null);

/// <summary>One copied part.</summary>
public sealed record PartOutcome
{
    /// <summary>The lease under which it was made; <c>null</c> when it is read back.</summary>
    public LeasedSegment? Segment { get; init; }
    /// <summary>The entry.</summary>
    public required EntryId Entry { get; init; }
    /// <summary>The upload.</summary>
    public required long UploadNo { get; init; }
    /// <summary>Number of the part.</summary>
    public required int PartNumber { get; init; }
    /// <summary>ETag without quotes.</summary>
    public required string ETag { get; init; }
    /// <summary>CRC-64/XZ of the part, if told.</summary>
    public ulong? Crc64 { get; init; }
    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
    /// <summary>When it ended, by the worker's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
