using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs confirm</c>.</summary>
internal sealed class RunsConfirmCommand : LedgerVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsConfirmCommand(CliHost host)
        : base("confirm", "Let a run begin that was listed and waits for confirmation.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var run = await RequireRunAsync(ledger, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        return await new RunSteering(invocation, ledger).MoveAsync(
            run, "confirmed", [RunState.Suspended], RunState.Ready, [RunState.Ready, RunState.Active]).ConfigureAwait(false);
    }
}
