using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Manifests;

/// <summary>One object of a run as it was seen when it was listed. Written once, never updated.</summary>
public sealed record ManifestEntry
{
    /// <summary>Its number.</summary>
    public required EntryId Id { get; init; }
    /// <summary>Number of its source; see <see cref="Jobs.JobSpec.SourceAt"/>.</summary>
    public short Source { get; init; }
    /// <summary>Key at the source.</summary>
    public required string Key { get; init; }
    /// <summary>Version at the source; <c>null</c> where only the current one was listed.</summary>
    public string? VersionId { get; init; }
    /// <summary>Its place in its key's version history, counted from the newest, which is 1; <c>null</c> in runs that copy no histories.</summary>
    public int? VersionNumber { get; init; }
    /// <summary>Size in bytes.</summary>
    public required long Size { get; init; }
    /// <summary>ETag without quotes.</summary>
    public string? ETag { get; init; }
    /// <summary>Last modified.</summary>
    public required DateTimeOffset LastModified { get; init; }
    /// <summary>Storage class, if the listing tells.</summary>
    public string? StorageClass { get; init; }
    /// <summary>How it will be copied.</summary>
    public required CopyWay Way { get; init; }
    /// <summary>The tiering rule that wants it elsewhere, by number; <c>null</c> in runs that are no tiering.</summary>
    public short? Rule { get; init; }
}
