using System.Globalization;

namespace BulkCopy.Cli.Reports;

/// <summary>The columns of a report in CSV; named and ordered as in JSON.</summary>
internal static class CsvColumns
{
    public static IReadOnlyList<string> Headings { get; } =
    [
        "entry", "key", "versionId", "size", "eTag", "lastModified", "storageClass", "way", "destinationKey",
        "result", "final", "attempt", "proof", "code", "message",
        "destinationVersionId", "destinationETag", "crc64", "destinationStorageClass", "milliseconds", "at",
    ];

    public static string[] Of(ReportRowDocument row) =>
    [
        Text(row.Entry), row.Key, row.VersionId ?? "", Text(row.Size), row.ETag ?? "", Text(row.LastModified), row.StorageClass ?? "", row.Way.ToString(), row.DestinationKey,
        row.Result?.ToString() ?? "", row.Final is { } final ? final ? "true" : "false" : "", Text(row.Attempt), row.Proof?.ToString() ?? "", row.Code ?? "", row.Message ?? "",
        row.DestinationVersionId ?? "", row.DestinationETag ?? "", row.Crc64 ?? "", row.DestinationStorageClass ?? "", Text(row.Milliseconds), Text(row.At),
    ];

    private static string Text(IFormattable? value) => value switch
    {
        null => "",
        DateTimeOffset at => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        _ => value.ToString(null, CultureInfo.InvariantCulture),
    };
}
