using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using CsvHelper;

namespace BulkCopy.Cli.Reports;

/// <summary>Writes every entry of a run, or the failed ones, with its newest outcome. Rows are streamed: memory does not grow with the run.</summary>
internal sealed class CompletionReport(IReportLedger ledger)
{
    /// <summary>Writes the report and returns the hashes over its rows.</summary>
    public async Task<ReportTree> WriteAsync(Run run, ReportFormat format, bool failedOnly, TextWriter output, CancellationToken cancellationToken)
    {
        var tree = new ReportTree(ReportColumns.Names, ReportTree.BlockLinesFor(run.Totals.Listed));
        var rows = ledger.ReadRowsAsync(run.Id, null, failedOnly, cancellationToken);
        await (format == ReportFormat.Csv
            ? WriteCsvAsync(run, rows, tree, output, cancellationToken)
            : WriteJsonAsync(run, rows, tree, output, cancellationToken)).ConfigureAwait(false);
        return tree;
    }

    /// <summary>Writes the report to a file, which appears under its name only when it is whole.</summary>
    public Task<ReportTree> WriteFileAsync(Run run, ReportFormat format, bool failedOnly, string path, CancellationToken cancellationToken) =>
        OutputFile.WriteAsync(path, file => WriteAsync(run, format, failedOnly, file, cancellationToken));

    private static async Task WriteCsvAsync(Run run, IAsyncEnumerable<ReportRow> rows, ReportTree tree, TextWriter output, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(output, CsvWriterOptions.Default, true);
        await csv.WriteRecordAsync([.. ReportColumns.Names], cancellationToken).ConfigureAwait(false);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var fields = ReportColumns.Of(run.Spec, row);
            tree.Append(fields);
            await csv.WriteRecordAsync(fields, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WriteJsonAsync(Run run, IAsyncEnumerable<ReportRow> rows, ReportTree tree, TextWriter output, CancellationToken cancellationToken)
    {
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            tree.Append(ReportColumns.Of(run.Spec, row));
            var line = JsonDocuments.Write(ReportRowDocument.Of(run.Spec, row), JsonDocuments.Types.ReportRowDocument);
            await output.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
    }
}
