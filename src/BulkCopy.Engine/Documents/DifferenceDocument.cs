using System.Text.Json.Serialization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Documents;

/// <summary>An object that is not proved equal in two places.</summary>
public sealed record DifferenceDocument
{
    /// <summary>What is the matter.</summary>
    public required VerifyFinding Finding { get; init; }
    /// <summary>Key at the source; of what is extra, at the destination.</summary>
    public required string Key { get; init; }
    /// <summary>Version at the source, where there are versions.</summary>
    public string? VersionId { get; init; }
    /// <summary>Size at the source, bytes.</summary>
    public required long Size { get; init; }
    /// <summary>ETag at the source.</summary>
    public string? ETag { get; init; }
    /// <summary>Key at the destination.</summary>
    public required string DestinationKey { get; init; }
    /// <summary>Version at the destination.</summary>
    public string? DestinationVersionId { get; init; }
    /// <summary>ETag at the destination.</summary>
    public string? DestinationETag { get; init; }
    /// <summary>What differs, as a sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary><c>null</c> for what is proved equal, or has no finding yet.</summary>
    public static DifferenceDocument? Of(JobSpec spec, ReportRow row) => row.Outcome is not { Final: true } outcome || VerifyFindings.Of(outcome) is VerifyFinding.Equal ? null : new()
    {
        Finding = VerifyFindings.Of(outcome),
        Key = row.Entry.Key,
        VersionId = row.Entry.VersionId,
        Size = row.Entry.Size,
        ETag = row.Entry.ETag,
        DestinationKey = spec.DestinationKey(row.Entry),
        DestinationVersionId = outcome.DestinationVersionId,
        DestinationETag = outcome.DestinationETag,
        Message = outcome.Message,
    };

    /// <summary>The fields of a line in CSV.</summary>
    internal string[] Fields() =>
        [Finding.ToString(), Key, VersionId ?? "", ReportColumns.Text(Size), ETag ?? "", DestinationKey, DestinationVersionId ?? "", DestinationETag ?? "", Message ?? ""];
}
