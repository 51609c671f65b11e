using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs list</c>: newest first.</summary>
internal sealed class RunsListCommand : OperatorVerb
{
    private const int Usual = 20;
    private readonly Option<int?> _most = ArgumentTypes.Number("--most", "How many runs. Default: 20.", 1, 10_000);
    private readonly Option<bool> _dropped = new("--dropped") { Description = "List what stays of runs whose rows were dropped." };
    private readonly Option<int?> _before = ArgumentTypes.Number("--before", "Only runs older than this one.", 1, int.MaxValue);

    public RunsListCommand(CliHost host)
        : base("list", "List runs, newest first.", host)
    {
        Options.Add(_most);
        Options.Add(_before);
        Options.Add(_dropped);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        RunId? before = invocation.Get(_before) is { } number ? new RunId(number) : null;
        if (invocation.Get(_dropped))
            return await ListDroppedAsync(invocation, session, before).ConfigureAwait(false);
        var runs = await session.Runs.ListAsync(before, invocation.Get(_most) ?? Usual, invocation.Stopping).ConfigureAwait(false);
        var now = invocation.Time.GetUtcNow();
        if (invocation.IsJson)
            foreach (var run in runs)
                invocation.PrintJson(RunDocument.Of(run, now), DocumentJson.Types.RunDocument);
        else if (runs.Count > 0)
            invocation.Terminal.Print(RunTable.Of(runs, now, invocation.Terminal.Width));
        else
            invocation.Say("There are no runs yet. Begin one: bulkcopy copy SRC DST");
        return ExitCodes.Done;
    }

    private async Task<int> ListDroppedAsync(Invocation invocation, OperatorSession session, RunId? before)
    {
        var dropped = await session.Runs.ListDroppedAsync(before, invocation.Get(_most) ?? Usual, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            foreach (var (_, document) in dropped)
                invocation.PrintJson(document, DocumentJson.Types.DroppedRunDocument);
        else if (dropped.Count > 0)
            invocation.Terminal.Print(RunTable.Of([.. dropped.Select(one => one.Run)], invocation.Time.GetUtcNow(), invocation.Terminal.Width));
        else
            invocation.Say("No run has been dropped.");
        return ExitCodes.Done;
    }
}
