using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs pause</c>.</summary>
internal sealed class RunsPauseCommand : LedgerVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsPauseCommand(CliHost host)
        : base("pause", "Pause a run: what is in flight is finished, nothing new begins.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var run = await RequireRunAsync(ledger, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        return await new RunSteering(invocation, ledger).MoveAsync(
            run, "paused", [RunState.New, RunState.Ready, RunState.Active], RunState.Pausing, [RunState.Pausing, RunState.Paused]).ConfigureAwait(false);
    }
}
