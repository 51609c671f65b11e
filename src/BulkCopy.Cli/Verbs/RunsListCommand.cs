using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs list</c>: newest first.</summary>
internal sealed class RunsListCommand : LedgerVerb
{
    private const int Usual = 20;
    private readonly Option<int?> _most = ArgumentTypes.Number("--most", "How many runs. Default: 20.", 1, 10_000);
    private readonly Option<int?> _before = ArgumentTypes.Number("--before", "Only runs older than this one.", 1, int.MaxValue);

    public RunsListCommand(CliHost host)
        : base("list", "List runs, newest first.", host)
    {
        Options.Add(_most);
        Options.Add(_before);
    }

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        RunId? before = invocation.Get(_before) is { } number ? new RunId(number) : null;
        var runs = await ledger.Runs.ListAsync(before, invocation.Get(_most) ?? Usual, invocation.Stopping).ConfigureAwait(false);
        var now = invocation.Time.GetUtcNow();
        if (invocation.IsJson)
            foreach (var run in runs)
                invocation.PrintJson(RunDocument.Of(run, now), JsonDocuments.Types.RunDocument);
        else if (runs.Count > 0)
            invocation.Terminal.Print(RunTable.Of(runs, now, invocation.Terminal.Width));
        else
            invocation.Say("There are no runs yet. Begin one: bulkcopy copy SRC DST");
        return ExitCodes.Done;
    }
}
