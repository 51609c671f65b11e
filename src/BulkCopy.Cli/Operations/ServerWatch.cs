using BulkCopy.Cli.Output;
using BulkCopy.Cli.Progress;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Operations;

/// <summary>What verbs that work on a run themselves do with a server: its workers do the work, and the verb watches.</summary>
internal static class ServerWatch
{
    /// <summary>Watches a run at a server until it is at rest, or only says that it was written down.</summary>
    public static async Task<int> FollowAsync(Invocation invocation, OperatorSession session, Run run, bool detach)
    {
        if (detach)
        {
            RunSummary.PrintCreated(invocation, run);
            return ExitCodes.Done;
        }
        run = await WatchAsync(invocation, session, run).ConfigureAwait(false);
        RunSummary.Print(invocation, run);
        return RunFacts.ExitCode(run);
    }

    /// <summary>Watches a run at a server until it is at rest.</summary>
    public static async Task<Run> WatchAsync(Invocation invocation, OperatorSession session, Run run)
    {
        invocation.Shutdown.DrainNotice = $"The run goes on at the server. Watch it again: bulkcopy runs watch {run.Id}";
        return RunFacts.IsOver(run) ? run
            : await new RunWatcher(session.Runs.FindAsync, invocation.Time, invocation.Say)
                .WatchAsync(run, Displays.For(invocation), RunFacts.IsAtRest, invocation.Stopping).ConfigureAwait(false);
    }
}
