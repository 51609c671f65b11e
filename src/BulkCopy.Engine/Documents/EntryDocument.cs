using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Documents;

/// <summary>An entry as it was listed, and its newest outcome: one line of a completion report, one item of the API.</summary>
public sealed record EntryDocument
{
    /// <summary>Number of the entry in its run.</summary>
    public required long Entry { get; init; }
    /// <summary>Key at the source.</summary>
    public required string Key { get; init; }
    /// <summary>Version at the source, where there are versions.</summary>
    public string? VersionId { get; init; }
    /// <summary>Size, bytes.</summary>
    public required long Size { get; init; }
    /// <summary>ETag at the source.</summary>
    public string? ETag { get; init; }
    /// <summary>When the source says it was written.</summary>
    public required DateTimeOffset LastModified { get; init; }
    /// <summary>Storage class at the source.</summary>
    public string? StorageClass { get; init; }
    /// <summary>How it is copied.</summary>
    public required CopyWay Way { get; init; }
    /// <summary>Key at the destination.</summary>
    public required string DestinationKey { get; init; }
    /// <summary>What became of it; <c>null</c> while there is no outcome. The members below are those of the outcome.</summary>
    public OutcomeResult? Result { get; init; }
    /// <summary>Whether nothing more is tried.</summary>
    public bool? Final { get; init; }
    /// <summary>Number of the attempt, from 1.</summary>
    public int? Attempt { get; init; }
    /// <summary>What proves the copy.</summary>
    public Proof? Proof { get; init; }
    /// <summary>Code of what went wrong.</summary>
    public string? Code { get; init; }
    /// <summary>What went wrong, as a sentence.</summary>
    public string? Message { get; init; }
    /// <summary>Version at the destination.</summary>
    public string? DestinationVersionId { get; init; }
    /// <summary>ETag at the destination.</summary>
    public string? DestinationETag { get; init; }
    /// <summary>CRC-64/XZ in decimal, as COS and OSS write it; text because JSON numbers lose it.</summary>
    public string? Crc64 { get; init; }
    /// <summary>Storage class at the destination.</summary>
    public string? DestinationStorageClass { get; init; }
    /// <summary>How long the attempt took.</summary>
    public double? Milliseconds { get; init; }
    /// <summary>When the outcome was written down.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The document of a row.</summary>
    /// <param name="spec">The run's job, which knows the key at the destination.</param>
    /// <param name="row">The row.</param>
    public static EntryDocument Of(JobSpec spec, ReportRow row) => new()
    {
        Entry = row.Entry.Id.Value,
        Key = row.Entry.Key,
        VersionId = row.Entry.VersionId,
        Size = row.Entry.Size,
        ETag = row.Entry.ETag,
        LastModified = row.Entry.LastModified,
        StorageClass = row.Entry.StorageClass,
        Way = row.Entry.Way,
        DestinationKey = spec.DestinationKey(row.Entry),
        Result = row.Outcome?.Result,
        Final = row.Outcome?.Final,
        Attempt = row.Outcome?.Attempt,
        Proof = row.Outcome?.Proof,
        Code = row.Outcome?.Code,
        Message = row.Outcome?.Message,
        DestinationVersionId = row.Outcome?.DestinationVersionId,
        DestinationETag = row.Outcome?.DestinationETag,
        Crc64 = row.Outcome?.Crc64?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        DestinationStorageClass = row.Outcome?.DestinationClass,
        Milliseconds = row.Outcome?.Duration.TotalMilliseconds,
        At = row.Outcome?.At,
    };
}
