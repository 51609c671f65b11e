using System.Text;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using CsvHelper;

namespace BulkCopy.Cli.Reports;

/// <summary>Writes every entry of a run, or the failed ones, with its newest outcome. Rows are streamed: memory does not grow with the run.</summary>
internal sealed class CompletionReport(IReportLedger ledger)
{
    /// <summary>Writes the report and returns the number of rows.</summary>
    public async Task<long> WriteAsync(Run run, ReportFormat format, bool failedOnly, TextWriter output, CancellationToken cancellationToken)
    {
        var rows = ledger.ReadRowsAsync(run.Id, null, failedOnly, cancellationToken);
        return format == ReportFormat.Csv
            ? await WriteCsvAsync(run, rows, output, cancellationToken).ConfigureAwait(false)
            : await WriteJsonAsync(run, rows, output, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the report to a file, which appears under its name only when it is whole.</summary>
    public async Task<long> WriteFileAsync(Run run, ReportFormat format, bool failedOnly, string path, CancellationToken cancellationToken)
    {
        var unfinished = path + ".unfinished";
        long rows;
        await using (var file = new StreamWriter(unfinished, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024))
            rows = await WriteAsync(run, format, failedOnly, file, cancellationToken).ConfigureAwait(false);
        File.Move(unfinished, path, overwrite: true);
        return rows;
    }

    private static async Task<long> WriteCsvAsync(Run run, IAsyncEnumerable<ReportRow> rows, TextWriter output, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(output, CsvWriterOptions.Default, true);
        await csv.WriteRecordAsync([.. CsvColumns.Headings], cancellationToken).ConfigureAwait(false);
        var count = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await csv.WriteRecordAsync(CsvColumns.Of(ReportRowDocument.Of(run.Spec, row)), cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count;
    }

    private static async Task<long> WriteJsonAsync(Run run, IAsyncEnumerable<ReportRow> rows, TextWriter output, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var line = JsonDocuments.Write(ReportRowDocument.Of(run.Spec, row), JsonDocuments.Types.ReportRowDocument);
            await output.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count;
    }
}
