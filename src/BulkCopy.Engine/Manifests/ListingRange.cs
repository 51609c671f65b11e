using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Manifests;

/// <summary>A leased part of the key space: keys after <see cref="CursorKey"/> up to and including <see cref="EndThrough"/>; or of a manifest.</summary>
public sealed record ListingRange
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }
    /// <summary>Number of the range.</summary>
    public required long RangeId { get; init; }
    /// <summary>Number of the source that is listed.</summary>
    public short Source { get; init; }
    /// <summary>Prefix that all keys have.</summary>
    public required string Prefix { get; init; }
    /// <summary>Last key that is in the ledger; <c>null</c> at the beginning.</summary>
    public string? CursorKey { get; init; }
    /// <summary>Last version that is in the ledger, of a listing of versions.</summary>
    public string? CursorVersionId { get; init; }
    /// <summary>Last key that belongs to the range; <c>null</c> for the end of the prefix.</summary>
    public string? EndThrough { get; init; }
    /// <summary>What is read instead of listing; <c>null</c> for keys of a source.</summary>
    public ManifestPart? Part { get; init; }
    /// <summary>Of a listing of version histories that stopped among the versions of <see cref="CursorKey"/>: the entry of the last of them; <c>null</c> if none is to be copied.</summary>
    public EntryId? OpenEntry { get; init; }
    /// <summary>How many versions of <see cref="CursorKey"/> are in the ledger so far.</summary>
    public int OpenVersions { get; init; }
    /// <summary>Pages appended so far.</summary>
    public int Pages { get; init; }
}
