using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using CsvHelper;

namespace BulkCopy.Engine.Documents;

/// <summary>Writes every entry of a run, or the failed ones, with its newest outcome. Rows are streamed: memory does not grow with the run.</summary>
/// <param name="ledger">Where outcomes are read.</param>
public sealed class CompletionReport(IReportLedger ledger)
{
    /// <summary>Writes the report and returns the hashes over its rows.</summary>
    /// <param name="run">The run.</param>
    /// <param name="format">How.</param>
    /// <param name="failedOnly">Only entries that failed or changed at the source.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    public async Task<ReportTree> WriteAsync(Run run, ReportFormat format, bool failedOnly, TextWriter output, CancellationToken cancellationToken)
    {
        var tree = new ReportTree(ReportColumns.Names, ReportTree.BlockLinesFor(run.Totals.Listed));
        var rows = ledger.ReadRowsAsync(run.Id, null, failedOnly, cancellationToken);
        await (format == ReportFormat.Csv
            ? WriteCsvAsync(run, rows, tree, output, cancellationToken)
            : WriteJsonAsync(run, rows, tree, output, cancellationToken)).ConfigureAwait(false);
        return tree;
    }

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
            var line = JsonSerializer.Serialize(EntryDocument.Of(run.Spec, row), DocumentJson.Types.EntryDocument);
            await output.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
    }
}
