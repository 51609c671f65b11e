using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Manifests;

/// <summary>A segment that is written together with the page of entries it was made from.</summary>
public sealed record PlannedSegment
{
    /// <summary>Its number, from <see cref="IManifestLedger.ReserveSegmentIdsAsync"/>.</summary>
    public required SegmentId Id { get; init; }
    /// <summary>Kind of work.</summary>
    public required SegmentKind Kind { get; init; }
    /// <summary>Number of entries to be worked on.</summary>
    public required int EntryCount { get; init; }
    /// <summary>Their size in bytes.</summary>
    public required long ByteCount { get; init; }
    /// <summary>The entries, where they are not simply those numbered by this segment.</summary>
    public IReadOnlyList<EntryId>? EntryIds { get; init; }
    /// <summary>First part, of a range of parts.</summary>
    public int? FirstPart { get; init; }
    /// <summary>Last part, of a range of parts.</summary>
    public int? LastPart { get; init; }
    /// <summary>The upload in the ledger, of a range of parts: with another one the range has nothing to do.</summary>
    public long? UploadNo { get; init; }
    /// <summary>Wait so long before the first claim.</summary>
    public TimeSpan Delay { get; init; }
    /// <summary>Claimed before everything else that is due, whatever <see cref="Delay"/> says.</summary>
    public bool IsUrgent { get; init; }
    /// <summary>An earlier request may have taken effect.</summary>
    public bool AskFirst { get; init; }
    /// <summary>Some of the entries it numbers have outcomes from the beginning, and are not among those to be worked on.</summary>
    public bool HasOutcomes { get; init; }
    /// <summary>How often this step failed before, of the steps of an upload.</summary>
    public int Tries { get; init; }
}

/// <summary>One page of a listing, ready for the ledger.</summary>
public sealed record ManifestPage
{
    /// <summary>Entries, of a listing in key order; their numbers belong to segments of <see cref="Segments"/>.</summary>
    public required IReadOnlyList<ManifestEntry> Entries { get; init; }
    /// <summary>The work that comes from them.</summary>
    public required IReadOnlyList<PlannedSegment> Segments { get; init; }
    /// <summary>Final outcomes of those entries that nothing will be done about.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];
    /// <summary>Objects that did not become entries, by reason.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];
    /// <summary>Of a run that compares: objects of the source that the page covers.</summary>
    public long SourceSeen { get; init; }
    /// <summary>Of a run that compares: objects of the destination that the page covers.</summary>
    public long DestinationSeen { get; init; }
    /// <summary>Last key listed, kept or not; <c>null</c> if the page was empty.</summary>
    public string? LastKey { get; init; }
    /// <summary>Last version listed.</summary>
    public string? LastVersionId { get; init; }
    /// <summary>Keys that its entries are going to write, where two of a run could get the same; <c>null</c> where they cannot.</summary>
    public DestinationRecord? Destinations { get; init; }
    /// <summary>Of a manifest: what was read, and how far.</summary>
    public ManifestPart? Part { get; init; }
    /// <summary>Parts of the manifest that come into being with this page: the files of an index.</summary>
    public IReadOnlyList<ManifestPart> Following { get; init; } = [];
    /// <summary>Of a listing of version histories: see <see cref="ListingRange.OpenEntry"/>.</summary>
    public EntryId? OpenEntry { get; init; }
    /// <summary>Of the same: see <see cref="ListingRange.OpenVersions"/>.</summary>
    public int OpenVersions { get; init; }
    /// <summary>Whether the range ends here.</summary>
    public required bool IsLast { get; init; }
}
