using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Server.Api;

/// <summary>An entry as it was listed, and its newest outcome.</summary>
internal sealed record EntryDocument
{
    public required long Entry { get; init; }
    public required string Key { get; init; }
    public string? VersionId { get; init; }
    public required long Size { get; init; }
    public string? ETag { get; init; }
    public required DateTimeOffset LastModified { get; init; }
    public string? StorageClass { get; init; }
    public required CopyWay Way { get; init; }
    public required string DestinationKey { get; init; }
    public OutcomeResult? Result { get; init; }
    public bool? Final { get; init; }
    public int? Attempt { get; init; }
    public Proof? Proof { get; init; }
    public string? Code { get; init; }
    public string? Message { get; init; }
    public string? DestinationVersionId { get; init; }
    public string? DestinationETag { get; init; }
    /// <summary>CRC-64/XZ in decimal; text because JSON numbers lose it.</summary>
    public string? Crc64 { get; init; }
    public string? DestinationStorageClass { get; init; }
    public double? Milliseconds { get; init; }
    public DateTimeOffset? At { get; init; }

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
        Crc64 = row.Outcome?.Crc64?.ToString(CultureInfo.InvariantCulture),
        DestinationStorageClass = row.Outcome?.DestinationClass,
        Milliseconds = row.Outcome?.Duration.TotalMilliseconds,
        At = row.Outcome?.At,
    };
}
