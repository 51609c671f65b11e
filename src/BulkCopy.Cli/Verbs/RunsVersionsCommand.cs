using System.CommandLine;
using System.Globalization;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using Spectre.Console;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs versions</c>: which version became which.</summary>
internal sealed class RunsVersionsCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();
    private readonly Argument<string?> _key = new("KEY") { Description = "Key at the source, in full. None: the map of the whole run, as CSV.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _out = new("--out") { Description = "Write the map of the run to this file, gzipped if its name ends with .gz. Default: standard output.", HelpName = "FILE" };

    public RunsVersionsCommand(CliHost host)
        : base("versions", "Tell which version at the source became which at the destination, in their order.", host)
    {
        Arguments.Add(_run);
        Arguments.Add(_key);
        Options.Add(_out);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var file = invocation.Get(_out);
        if (invocation.Find(_key) is { Length: > 0 } key)
        {
            if (file is not null) throw new RefusedException("--out takes the map of the whole run: leave KEY away.");
            var versions = await session.Runs.ReadVersionsAsync(run, key, invocation.Stopping).ConfigureAwait(false);
            if (versions.Count == 0) throw new RefusedException($"Run {run.Id} has no versions of '{Quantity.Key(key)}': see 'bulkcopy runs explain {run.Id} KEY'.");
            Print(invocation, run, versions);
        }
        else if (file is not null) await WriteFileAsync(invocation, session, run, Path.GetFullPath(file)).ConfigureAwait(false);
        else
        {
            await using var output = Terminal.OpenBufferedOutput();
            await session.Runs.ExportAsync(run, ExportPart.Versions, invocation.IsJson ? ReportFormat.Json : ReportFormat.Csv, output, invocation.Stopping).ConfigureAwait(false);
        }
        return ExitCodes.Done;
    }

    private static async Task WriteFileAsync(Invocation invocation, OperatorSession session, Run run, string path)
    {
        var format = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase) ? ReportFormat.Json : ReportFormat.Csv;
        var rows = await OutputFile.WriteAsync(path, output => session.Runs.ExportAsync(run, ExportPart.Versions, format, output, invocation.Stopping)).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(new ExportDocument(run.Id.Value, ExportPart.Versions, path, format == ReportFormat.Csv ? "csv" : "jsonl", rows), JsonDocuments.Types.ExportDocument);
        else
            invocation.Terminal.Output.WriteLine($"{Quantity.Count(rows)} versions of run {run.Id} written to {path}");
    }

    private static void Print(Invocation invocation, Run run, IReadOnlyList<EntryDocument> versions)
    {
        var (key, copy) = (versions[^1].Key, versions[^1].DestinationKey);
        if (invocation.IsJson)
        {
            invocation.PrintJson(new VersionMapDocument(run.Id.Value, key, copy, [.. versions.Select(MappedVersionDocument.Of)]), JsonDocuments.Types.VersionMapDocument);
            return;
        }
        invocation.Terminal.Output.WriteLine($"{Quantity.Key(key)} in run {run.Id}, to {Quantity.Key(run.Spec.Destination.Store)}:{Quantity.Key(run.Spec.Destination.Bucket)}/{Quantity.Key(copy)}, oldest first");
        var table = new Table { Border = TableBorder.Simple, BorderStyle = new Style(Color.Grey) };
        foreach (var column in new[] { "made (UTC)", "version", "is", "became", "result" }) table.AddColumn($"[bold]{column}[/]");
        foreach (var version in versions.Select(MappedVersionDocument.Of)) table.AddRow([.. Row(version).Select(text => new Text(Quantity.Key(text)))]);
        invocation.Terminal.Print(table);
    }

    private static string[] Row(MappedVersionDocument version) =>
    [
        version.LastModified.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), version.VersionId ?? "", version.DeleteMarker ? "delete marker" : ByteSize.Format(version.Size),
        version.DestinationVersionId ?? "", $"{version.Result}{(version.Code is null ? "" : $" ({version.Code})")}{(version.Final ? "" : version.Result is null ? "not yet" : ", again")}",
    ];
}
