using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Progress;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs watch</c>: shows what others do, until the run is at rest.</summary>
internal sealed class RunsWatchCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsWatchCommand(CliHost host)
        : base("watch", "Watch a run that workers elsewhere work on, until it ends or is paused.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var display = invocation.IsJson ? new JsonRunDisplay(invocation.Terminal.Output) : Displays.For(invocation);
        run = await new RunWatcher(session.Runs.FindAsync, invocation.Time, invocation.Say)
            .WatchAsync(run, display, RunFacts.IsAtRest, invocation.Stopping).ConfigureAwait(false);
        if (!invocation.IsJson)
            RunSummary.Print(invocation, run);
        return RunFacts.ExitCode(run);
    }
}
