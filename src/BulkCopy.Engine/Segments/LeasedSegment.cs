using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Segments;

/// <summary>A segment leased by a worker.</summary>
public sealed record LeasedSegment
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }
    /// <summary>Number of the segment.</summary>
    public required SegmentId Id { get; init; }
    /// <summary>Kind of work.</summary>
    public required SegmentKind Kind { get; init; }
    /// <summary>How often it was claimed, this time included; tells this lease from an earlier one of the same worker.</summary>
    public required int Claims { get; init; }
    /// <summary>A request of an earlier holder may have taken effect: ask the destination before copying.</summary>
    public required bool AskFirst { get; init; }
    /// <summary>How often this step failed before, of the steps of an upload.</summary>
    public int Tries { get; init; }
    /// <summary>Named entries; <c>null</c> for <see cref="SegmentKind.Objects"/>.</summary>
    public IReadOnlyList<EntryId>? EntryIds { get; init; }
    /// <summary>First part, of a range of parts.</summary>
    public int? FirstPart { get; init; }
    /// <summary>Last part, of a range of parts.</summary>
    public int? LastPart { get; init; }
    /// <summary>The upload in the ledger, of a range of parts: with another one the range has nothing to do.</summary>
    public long? UploadNo { get; init; }
}
