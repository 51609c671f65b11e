using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using CsvHelper;

namespace BulkCopy.Engine.Documents;

/// <summary>Writes what a run that verifies found: the report of differences, and the manifest that mends them. Rows are streamed.</summary>
/// <param name="ledger">Where outcomes are read.</param>
public sealed class DifferenceReport(IReportLedger ledger)
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
    public async Task<long> WriteAsync(Run run, ReportFormat format, TextWriter output, CancellationToken cancellationToken)
    {
        var count = 0L;
        await using var csv = format == ReportFormat.Csv ? CsvWriter.Create(output, CsvWriterOptions.Default, true) : null;
        if (csv is not null) await csv.WriteRecordAsync([.. Headings], cancellationToken).ConfigureAwait(false);
        await foreach (var row in ledger.ReadRowsAsync(run.Id, null, failedOnly: false, cancellationToken).ConfigureAwait(false))
        {
            if (DifferenceDocument.Of(run.Spec, row) is not { } document) continue;
            count++;
            if (csv is not null) await csv.WriteRecordAsync(document.Fields(), cancellationToken).ConfigureAwait(false);
            else await output.WriteLineAsync(JsonSerializer.Serialize(document, DocumentJson.Types.DifferenceDocument).AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        return count;
    }

    /// <summary>Writes the manifest of what must be copied again: objects that are missing or different. Returns the number of rows.</summary>
    public async Task<long> WriteManifestAsync(Run run, TextWriter output, CancellationToken cancellationToken)
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
    }
}
