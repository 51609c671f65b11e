using BulkCopy.Cli.Output;
using BulkCopy.Cli.Progress;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Workers;

namespace BulkCopy.Cli.Hosting;

/// <summary>Works on one run in this process, and on no other, and shows it until it is at rest.</summary>
internal sealed class RunAttendant(Invocation invocation, LedgerSession ledger, IStoreDirectory stores, WorkerOptions options)
{
    /// <summary>The run as it was when this process let go of it: at rest, or interrupted.</summary>
    public async Task<Run> AttendAsync(Run run)
    {
        var shutdown = invocation.Shutdown;
        options.OnlyRun = run.Id;
        shutdown.DrainNotice = "Finishing what is in flight; a second Ctrl-C stops at once.";
        using var stopWorker = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Stopping);
        using var stopWatch = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Abandon);
        using var worker = new LocalWorker(invocation, ledger, stores, options);
        var work = worker.RunAsync(stopWorker.Token);
        var watch = new RunWatcher(ledger.Runs.FindAsync, invocation.Time, invocation.Say)
            .WatchAsync(run, Displays.For(invocation), RunFacts.IsAtRest, stopWatch.Token);

        // The worker ends first when it was told to drain, or when it failed.
        await Task.WhenAny(work, watch).ConfigureAwait(false);
        await stopWorker.CancelAsync().ConfigureAwait(false);
        try
        {
            await work.ConfigureAwait(false);
        }
        finally
        {
            await stopWatch.CancelAsync().ConfigureAwait(false);
            run = await watch.ConfigureAwait(false);
        }

        return shutdown.Abandon.IsCancellationRequested
            ? run
            : await ledger.Runs.FindAsync(run.Id, shutdown.Abandon).ConfigureAwait(false) ?? run;
    }
}
