using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs retry-failed</c>.</summary>
internal sealed class RunsRetryFailedCommand : LedgerVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsRetryFailedCommand(CliHost host)
        : base("retry-failed", "Try all failed objects of a run again; a complete run becomes active. Workers do the work.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var run = await RequireRunAsync(ledger, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        if (run.State is RunState.Cancelled or RunState.Failed)
            throw new RefusedException($"Run {run.Id} is {run.State}: begin a new one.");
        var reopened = await new FailedEntries(ledger.Database).ReopenAsync(run.Id, invocation.Stopping).ConfigureAwait(false);
        run = await RequireRunAsync(ledger, run.Id, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(new RetryDocument(run.Id.Value, reopened, run.State), JsonDocuments.Types.RetryDocument);
        else
            invocation.Terminal.Output.WriteLine(reopened == 0 ? $"Run {run.Id} has no failed objects." : $"{reopened} objects of run {run.Id} will be tried again: see 'bulkcopy runs watch {run.Id}'.");
        return ExitCodes.Done;
    }
}
