using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs cancel</c>.</summary>
internal sealed class RunsCancelCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsCancelCommand(CliHost host)
        : base("cancel", "Cancel a run for good; what was copied stays. Open multipart uploads are aborted by workers.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        run = await session.Runs.SteerAsync(run, RunWish.Cancel, invocation.Stopping).ConfigureAwait(false);
        RunSummary.PrintSteered(invocation, run);
        return ExitCodes.Done;
    }
}
