using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Uploads;

namespace BulkCopy.Postgres.Queries;

/// <summary>A multipart upload and how far it is.</summary>
public sealed record UploadRow
{
    /// <summary>Its number in the ledger.</summary>
    public required long UploadNo { get; init; }
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }
    /// <summary>The entry that is being copied.</summary>
    public required EntryId Entry { get; init; }
    /// <summary>Store.</summary>
    public required string Store { get; init; }
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Key.</summary>
    public required string Key { get; init; }
    /// <summary>The provider's id; <c>null</c> while only intended.</summary>
    public string? UploadId { get; init; }
    /// <summary>State.</summary>
    public required UploadState State { get; init; }
    /// <summary>Number of parts; 0 while not laid out.</summary>
    public required int PartCount { get; init; }
    /// <summary>Parts that are copied.</summary>
    public required int PartsDone { get; init; }
    /// <summary>When it was intended.</summary>
    public required DateTimeOffset IntendedAt { get; init; }
    /// <summary>Whether nobody works on it any more and it waits to be aborted.</summary>
    public required bool IsOrphan { get; init; }
}
