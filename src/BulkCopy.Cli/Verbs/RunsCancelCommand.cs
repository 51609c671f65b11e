using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs cancel</c>.</summary>
internal sealed class RunsCancelCommand : LedgerVerb
{
    private static readonly RunState[] Cancellable =
        [RunState.New, RunState.Preparing, RunState.Suspended, RunState.Ready, RunState.Active, RunState.Pausing, RunState.Paused];

    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsCancelCommand(CliHost host)
        : base("cancel", "Cancel a run for good; what was copied stays. Open multipart uploads are aborted by workers.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var run = await RequireRunAsync(ledger, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        return await new RunSteering(invocation, ledger).MoveAsync(
            run, "cancelled", Cancellable, RunState.Cancelling, [RunState.Cancelling, RunState.Cancelled]).ConfigureAwait(false);
    }
}
