using System.Text.Json.Serialization;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using CsvHelper;

namespace BulkCopy.Cli.Reports;

/// <summary>Writes what a run that verifies found: the report of differences, and the manifest that mends them.</summary>
internal sealed class DifferenceReport(IReportLedger ledger)
{
    private static readonly string[] Headings = ["finding", "key", "versionId", "size", "eTag", "destinationKey", "destinationVersionId", "destinationETag", "message"];
    private static readonly string[] ManifestHeadings = ["Bucket", "Key", "VersionId"];

    /// <summary>Counts findings.</summary>
    public async Task<IReadOnlyDictionary<VerifyFinding, long>> CountAsync(Run run, CancellationToken cancellationToken)
    {
        var counts = Enum.GetValues<VerifyFinding>().ToDictionary(finding => finding, _ => 0L);
        await foreach (var row in ledger.ReadRowsAsync(run.Id, null, failedOnly: false, cancellationToken).ConfigureAwait(false))
            if (row.Outcome is { Final: true } outcome) counts[VerifyFindings.Of(outcome)]++;
        return counts;
    }

    /// <summary>Writes everything that is not proved equal, as CSV or a document per line. Returns the number of rows.</summary>
    public Task<long> WriteAsync(Run run, ReportFormat format, string path, CancellationToken cancellationToken) => OutputFile.WriteAsync(path, async output =>
    {
        var count = 0L;
        await using var csv = format == ReportFormat.Csv ? CsvWriter.Create(output, CsvWriterOptions.Default, true) : null;
        if (csv is not null) await csv.WriteRecordAsync([.. Headings], cancellationToken).ConfigureAwait(false);
        await foreach (var row in ledger.ReadRowsAsync(run.Id, null, failedOnly: false, cancellationToken).ConfigureAwait(false))
        {
            if (DifferenceDocument.Of(run.Spec, row) is not { } document) continue;
            count++;
            if (csv is not null) await csv.WriteRecordAsync(document.Fields(), cancellationToken).ConfigureAwait(false);
            else await output.WriteLineAsync(JsonDocuments.Write(document, JsonDocuments.Types.DifferenceDocument).AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        return count;
    });

    /// <summary>Writes the manifest of what must be copied again: objects that are missing or different. Returns the number of rows.</summary>
    public Task<long> WriteManifestAsync(Run run, string path, CancellationToken cancellationToken) => OutputFile.WriteAsync(path, async output =>
    {
        var count = 0L;
        await using var csv = CsvWriter.Create(output, CsvWriterOptions.Default, true);
        await csv.WriteRecordAsync([.. ManifestHeadings], cancellationToken).ConfigureAwait(false);
        await foreach (var (entry, outcome) in ledger.ReadRowsAsync(run.Id, null, failedOnly: true, cancellationToken).ConfigureAwait(false))
        {
            if (outcome is null || VerifyFindings.Of(outcome) is not (VerifyFinding.Missing or VerifyFinding.Different)) continue;
            count++;
            await csv.WriteRecordAsync([run.Spec.SourceAt(entry.Source).Bucket, entry.Key, entry.VersionId ?? ""], cancellationToken).ConfigureAwait(false);
        }
        return count;
    });
}

/// <summary>One difference.</summary>
internal sealed record DifferenceDocument
{
    public required VerifyFinding Finding { get; init; }
    public required string Key { get; init; }
    public string? VersionId { get; init; }
    public required long Size { get; init; }
    public string? ETag { get; init; }
    public required string DestinationKey { get; init; }
    public string? DestinationVersionId { get; init; }
    public string? DestinationETag { get; init; }
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

    public string[] Fields() =>
        [Finding.ToString(), Key, VersionId ?? "", ReportColumns.Text(Size), ETag ?? "", DestinationKey, DestinationVersionId ?? "", DestinationETag ?? "", Message ?? ""];
}
