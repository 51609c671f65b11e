using System.Globalization;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Reporting;

/// <summary>The columns of a completion report, and a line as the text of its fields. Certificates are made of exactly this text.</summary>
public static class ReportColumns
{
    /// <summary>Names, in order; those of JSON are the same.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "entry", "key", "versionId", "size", "eTag", "lastModified", "storageClass", "way", "destinationKey",
        "result", "final", "attempt", "proof", "code", "message",
        "destinationVersionId", "destinationETag", "crc64", "destinationStorageClass", "milliseconds", "at",
    ];

    /// <summary>The fields of a line; what is unknown is empty.</summary>
    /// <param name="spec">The job, for the key at the destination.</param>
    /// <param name="row">The entry and its newest outcome.</param>
    public static string[] Of(JobSpec spec, ReportRow row)
    {
        var (entry, outcome) = row;
        return
        [
            Text(entry.Id.Value), entry.Key, entry.VersionId ?? "", Text(entry.Size), entry.ETag ?? "", Text(entry.LastModified), entry.StorageClass ?? "",
            entry.Way.ToString(), spec.DestinationKey(entry),
            outcome?.Result.ToString() ?? "", outcome is null ? "" : outcome.Final ? "true" : "false", Text(outcome?.Attempt), outcome?.Proof.ToString() ?? "",
            outcome?.Code ?? "", outcome?.Message ?? "",
            outcome?.DestinationVersionId ?? "", outcome?.DestinationETag ?? "", Text(outcome?.Crc64), outcome?.DestinationClass ?? "",
            Text(outcome?.Duration.TotalMilliseconds), Text(outcome?.At),
        ];
    }

    /// <summary>A number or a time as it stands in a report: times in UTC with milliseconds.</summary>
    public static string Text(IFormattable? value) => value switch
    {
        null => "",
        DateTimeOffset at => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        _ => value.ToString(null, CultureInfo.InvariantCulture),
    };
}
