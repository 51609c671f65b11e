using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs pause</c>.</summary>
internal sealed class RunsPauseCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsPauseCommand(CliHost host)
        : base("pause", "Pause a run: what is in flight is finished, nothing new begins.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        run = await session.Runs.SteerAsync(run, RunWish.Pause, invocation.Stopping).ConfigureAwait(false);
        RunSummary.PrintSteered(invocation, run);
        return ExitCodes.Done;
    }
}
