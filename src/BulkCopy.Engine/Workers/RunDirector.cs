using System.Runtime.ExceptionServices;
using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Uploads;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Engine.Workers;

/// <summary>Looks at all unfinished runs, or at the only one that is served here, again and again: opens and closes sessions as their states demand, and moves runs on.</summary>
internal sealed class RunDirector(
    LedgerAccess ledger, IStoreDirectory stores, WorkerOptions options, WorkerLease lease, FlowExchange flow, CopierPool pool, TimeProvider time, ILogger log)
{
    private const int MostRescuedAtOnce = 1000;

    private readonly Dictionary<RunId, RunSession> sessions = [];
    private readonly RunContextFactory contexts = new(ledger, stores, flow, new RelayMemory(options.RelayMemoryBytes), time);
    private readonly AbortOrphanedUploads orphans = new(ledger.Uploads, stores);
    private long sweptAt;

    public async Task RunAsync(CancellationToken draining, CancellationToken abandon)
    {
        try
        {
            while (!draining.IsCancellationRequested)
            {
                try
                {
                    await SweepAsync(abandon).ConfigureAwait(false);
                    await LookAsync(abandon).ConfigureAwait(false);
                }
                catch (LedgerUnavailableException away)
                {
                    Log.LedgerAway(log, away.Message);
                }
                await Task.Delay(options.PollInterval, time, draining).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(sessions.Values.Select(session => session.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
    }

    /// <summary>Rescues and cleans up about twice per lease.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (sweptAt != 0 && time.GetElapsedTime(sweptAt) < options.Lease / 4) return;
        sweptAt = time.GetTimestamp();
        var rescued = await ledger.Workers.RescueExpiredAsync(MostRescuedAtOnce, cancellationToken).ConfigureAwait(false);
        if (rescued > 0) Log.Rescued(log, rescued);
        await orphans.SweepAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task LookAsync(CancellationToken abandon)
    {
        var runs = await ledger.Runs.ListUnfinishedAsync(abandon).ConfigureAwait(false);
        if (options.OnlyRun is { } only) runs = [.. runs.Where(run => run.Id == only)];
        // Each finishes what it has in flight; none waits for another.
        await Task.WhenAll(sessions.Keys.Except(runs.Where(IsWorkedOn).Select(run => run.Id)).ToArray().Select(CloseAsync)).ConfigureAwait(false);
        foreach (var run in runs) await DirectAsync(run, abandon).ConfigureAwait(false);
    }

    /// <summary>A run that waits for confirmation is listed first; nothing of it can be claimed until it is active.</summary>
    private static bool IsWorkedOn(Run run) => run.State is RunState.Active or RunState.Preparing;

    private async Task DirectAsync(Run run, CancellationToken abandon)
    {
        switch (run.State)
        {
            case RunState.New when MirrorGate.ListsFirst(run.Spec):
                await ledger.Runs.MoveAsync(run.Id, [RunState.New], RunState.Preparing, null, abandon).ConfigureAwait(false);
                break;
            case RunState.New or RunState.Ready:
                await ledger.Runs.MoveAsync(run.Id, [run.State], RunState.Active, null, abandon).ConfigureAwait(false);
                break;
            case RunState.Suspended:
                await MirrorGate.JudgeAsync(ledger.Runs, run, abandon).ConfigureAwait(false);
                break;
            case RunState.Active or RunState.Preparing:
                await ServeAsync(run, abandon).ConfigureAwait(false);
                break;
            case RunState.Pausing or RunState.Cancelling or RunState.Failing:
                await ledger.Runs.AdvanceAsync(run.Id, abandon).ConfigureAwait(false);
                break;
            case RunState.Completing:
                await CompleteAsync(run, abandon).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    private async Task ServeAsync(Run run, CancellationToken abandon)
    {
        if (!sessions.TryGetValue(run.Id, out var session))
        {
            await OpenAsync(run, abandon).ConfigureAwait(false);
            return;
        }
        session.Priority = run.Priority;
        if (session.FatalReason is { } reason) await FailAsync(run, reason, abandon).ConfigureAwait(false);
        else if (session.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        else if (IsOverThreshold(run)) await FailAsync(run, $"More than {run.Spec.Failures.StopAtFailedPercent:0.##} % of {run.Totals.Finished} entries failed.", abandon).ConfigureAwait(false);
        else if (session.IsIdle) await ledger.Runs.AdvanceAsync(run.Id, abandon).ConfigureAwait(false);
    }

    private static bool IsOverThreshold(Run run) =>
        run.Totals.Finished >= run.Spec.Failures.StopAfterOutcomes
        && run.Totals.Failed * 100.0 > run.Totals.Finished * run.Spec.Failures.StopAtFailedPercent;

    private async Task OpenAsync(Run run, CancellationToken abandon)
    {
        var (context, error) = await contexts.CreateAsync(run, lease, abandon).ConfigureAwait(false);
        if (context is not null)
        {
            var session = new RunSession(context, pool, options, abandon);
            sessions.Add(run.Id, session);
            session.Start();
            Log.Serving(log, run.Id, run.Spec.Source, run.Spec.Destination);
        }
        else if (error is null) return;
        else if (Dispositions.Of(error.Code) == Disposition.StopRun) await FailAsync(run, error.ToString(), abandon).ConfigureAwait(false);
        else Log.CannotServe(log, run.Id, error.ToString());
    }

    private async Task CloseAsync(RunId run)
    {
        if (sessions.Remove(run, out var session)) await session.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FailAsync(Run run, string reason, CancellationToken abandon)
    {
        Log.RunFails(log, run.Id, reason);
        await CloseAsync(run.Id).ConfigureAwait(false);
        await ledger.Runs.MoveAsync(run.Id, [RunState.Active, RunState.Preparing], RunState.Failing, reason, abandon).ConfigureAwait(false);
    }

    /// <summary>Every entry must have exactly one final outcome before a run may call itself complete.</summary>
    private async Task CompleteAsync(Run run, CancellationToken abandon)
    {
        var totals = run.Totals;
        if (totals.Finished == totals.Listed) await ledger.Runs.MoveAsync(run.Id, [RunState.Completing], RunState.Complete, null, abandon).ConfigureAwait(false);
        else await ledger.Runs.MoveAsync(run.Id, [RunState.Completing], RunState.Failing, $"The ledger has {totals.Finished} final outcomes for {totals.Listed} entries.", abandon).ConfigureAwait(false);
    }
}
