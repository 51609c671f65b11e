using System.Text;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using CsvHelper;

namespace BulkCopy.Cli.Operations;

/// <summary>Passes on a report of JSON lines that a server streams, as it is or as CSV.</summary>
internal static class ReportCopy
{
    /// <summary>Copies the lines and appends each to the tree.</summary>
    /// <exception cref="RefusedException">A line is not one of a report.</exception>
    public static async Task CopyAsync(Stream report, ReportFormat format, TextWriter output, ReportTree tree, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(report, Encoding.UTF8);
        await using var csv = format == ReportFormat.Csv ? CsvWriter.Create(output, CsvWriterOptions.Default, true) : null;
        if (csv is not null)
            await csv.WriteRecordAsync([.. ReportColumns.Names], cancellationToken).ConfigureAwait(false);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var fields = Fields(line, tree.Lines + 1);
            tree.Append(fields);
            if (csv is not null)
                await csv.WriteRecordAsync(fields, cancellationToken).ConfigureAwait(false);
            else
                await output.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string[] Fields(string line, long number)
    {
        try
        {
            return ReportFile.Fields(line, number, ReportColumns.Names);
        }
        catch (InvalidDataException broken)
        {
            throw new RefusedException($"The server's report broke off or cannot be understood: {broken.Message}");
        }
    }
}
