using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs confirm</c>.</summary>
internal sealed class RunsConfirmCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsConfirmCommand(CliHost host)
        : base("confirm", "Let a run begin that was listed and waits for confirmation.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        run = await session.Runs.SteerAsync(run, RunWish.Confirm, invocation.Stopping).ConfigureAwait(false);
        RunSummary.PrintSteered(invocation, run);
        return ExitCodes.Done;
    }
}
