using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs report</c>: every object of a run and what became of it.</summary>
internal sealed class RunsReportCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();
    private readonly Option<string?> _format = new("--format") { Description = "csv or json (one document per line). Default: csv, or what --output says." };
    private readonly Option<bool> _failedOnly = new("--failed-only") { Description = "Only objects that failed or changed at the source." };
    private readonly Option<string?> _out = new("--out") { Description = "Write to this file, and the summary to standard output. Default: rows to standard output.", HelpName = "FILE" };

    public RunsReportCommand(CliHost host)
        : base("report", "Write the completion report of a run: all objects, or those that failed.", host)
    {
        _format.AcceptOnlyFromAmong("csv", "json");
        Arguments.Add(_run);
        Options.Add(_format);
        Options.Add(_failedOnly);
        Options.Add(_out);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var format = (invocation.Get(_format) ?? (invocation.IsJson ? "json" : "csv")) == "json" ? ReportFormat.Json : ReportFormat.Csv;
        var file = invocation.Get(_out);
        if (invocation.IsJson && format == ReportFormat.Csv && file is null)
            throw new RefusedException("--output json and --format csv contradict each other on standard output: name a file with --out.");
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var failedOnly = invocation.Get(_failedOnly);
        if (file is null)
        {
            await using var output = Terminal.OpenBufferedOutput();
            await session.Runs.WriteReportAsync(run, format, failedOnly, output, invocation.Stopping).ConfigureAwait(false);
            return ExitCodes.Done;
        }

        var path = Path.GetFullPath(file);
        var tree = await OutputFile.WriteAsync(
            path, output => session.Runs.WriteReportAsync(run, format, failedOnly, output, invocation.Stopping)).ConfigureAwait(false);
        Summarize(invocation, new ReportDocument(RunDocument.Of(run, invocation.Time.GetUtcNow()), path, format.ToString().ToLowerInvariant(), failedOnly, tree.Lines, tree.Root(), tree.VerifiedRoot()), run);
        return ExitCodes.Done;
    }

    private static void Summarize(Invocation invocation, ReportDocument document, Run run)
    {
        if (invocation.IsJson)
        {
            invocation.PrintJson(document, JsonDocuments.Types.ReportDocument);
            return;
        }

        invocation.Terminal.Print(RunTable.Of([run], invocation.Time.GetUtcNow(), invocation.Terminal.Width));
        invocation.Terminal.Output.WriteLine($"{Quantity.Count(document.Rows)} rows written to {document.File}");
        invocation.Terminal.Output.WriteLine($"Merkle root over its lines: {document.ReportRoot}");
        invocation.Terminal.Output.WriteLine($"Merkle root over the verified lines: {document.VerifiedRoot}");
        if (!RunFacts.IsOver(run))
            invocation.Say($"Run {run.Id} is {run.State}: the report holds what is known by now.");
    }
}
