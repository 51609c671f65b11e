using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs export</c>: the ledger of a run, row by row.</summary>
internal sealed class RunsExportCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();
    private readonly Option<string?> _what = new("--what") { Description = "entries, outcomes (the default), parts, versions (which became which) or events.", HelpName = "PART" };
    private readonly Option<string?> _format = new("--format") { Description = "csv or jsonl (a document per line). Default: csv, or what --output says." };
    private readonly Option<string?> _out = new("--out") { Description = "Write to this file, gzipped if its name ends with .gz. Default: standard output.", HelpName = "FILE" };

    public RunsExportCommand(CliHost host)
        : base("export", "Write the ledger of a run: entries, outcomes of every attempt, parts, versions, or events.", host)
    {
        _what.AcceptOnlyFromAmong("entries", "outcomes", "parts", "versions", "events");
        _format.AcceptOnlyFromAmong("csv", "jsonl");
        Arguments.Add(_run);
        Options.Add(_what);
        Options.Add(_format);
        Options.Add(_out);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var format = (invocation.Get(_format) ?? (invocation.IsJson ? "jsonl" : "csv")) == "jsonl" ? ReportFormat.Json : ReportFormat.Csv;
        var file = invocation.Get(_out);
        if (invocation.IsJson && format == ReportFormat.Csv && file is null)
            throw new RefusedException("--output json and --format csv contradict each other on standard output: name a file with --out.");
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var part = Enum.Parse<ExportPart>(invocation.Get(_what) ?? "outcomes", ignoreCase: true);
        Task<long> WriteAsync(TextWriter output) => session.Runs.ExportAsync(run, part, format, output, invocation.Stopping);
        if (file is null)
        {
            await using var output = Terminal.OpenBufferedOutput();
            await WriteAsync(output).ConfigureAwait(false);
            return ExitCodes.Done;
        }
        var path = Path.GetFullPath(file);
        var rows = await OutputFile.WriteAsync(path, WriteAsync).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(new ExportDocument(run.Id.Value, part, path, format == ReportFormat.Csv ? "csv" : "jsonl", rows), JsonDocuments.Types.ExportDocument);
        else
            invocation.Terminal.Output.WriteLine($"{Quantity.Count(rows)} {part.ToString().ToLowerInvariant()} of run {run.Id} written to {path}");
        return ExitCodes.Done;
    }
}
