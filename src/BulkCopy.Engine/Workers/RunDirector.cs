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
    /// <summary>What comes again and again would keep the run for ever.</summary>
    private const int MostBreaks = 3;
    /// <summary>So long a worker that stops goes on aborting uploads, at most.</summary>
    private static readonly TimeSpan LastSweep = TimeSpan.FromSeconds(5);

    private readonly RunContextFactory contexts = new(ledger, stores, flow, new RelayMemory(options.RelayMemoryBytes), time);
    private readonly AbortOrphanedUploads orphans = new(ledger.Uploads, stores);
    private readonly Dictionary<RunId, int> breaks = [];
    private Task sweeping = Task.CompletedTask;
    private long sweptAt;

    public async Task RunAsync(CancellationToken draining, CancellationToken abandon)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        try
        {
            await using (var sessions = new RunSessions(contexts, pool, options, lease, time, log, abandon))
                while (!draining.IsCancellationRequested) await LookAgainAsync(sessions, ending.Token, draining, abandon).ConfigureAwait(false);
            // Uploads that were given up last would otherwise wait for another worker to come.
            ending.CancelAfter(LastSweep);
            await sweeping.ConfigureAwait(false);
            await AbortOrphansAsync(ending.Token).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await sweeping.ConfigureAwait(false);
        }
    }

    private async Task LookAgainAsync(RunSessions sessions, CancellationToken sweeps, CancellationToken draining, CancellationToken abandon)
    {
        try
        {
            await SweepAsync(sweeps).ConfigureAwait(false);
            await LookAsync(sessions, abandon).ConfigureAwait(false);
        }
        catch (LedgerUnavailableException away)
        {
            Log.LedgerAway(log, away.Message);
            await Task.Delay(options.PollInterval, time, draining).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
        await sessions.ChangeAsync(options.PollInterval, draining).ConfigureAwait(false);
    }

    /// <summary>Rescues and cleans up about twice per lease.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (sweptAt != 0 && time.GetElapsedTime(sweptAt) < options.Lease / 4) return;
        sweptAt = time.GetTimestamp();
        var rescued = await ledger.Workers.RescueExpiredAsync(MostRescuedAtOnce, cancellationToken).ConfigureAwait(false);
        if (rescued > 0) Log.Rescued(log, rescued);
        if (sweeping.IsCompleted) sweeping = AbortOrphansAsync(cancellationToken);
    }

    /// <summary>Goes on beside: a store that does not answer holds nobody up but itself.</summary>
    private async Task AbortOrphansAsync(CancellationToken cancellationToken)
    {
        try
        {
            await orphans.SweepAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerUnavailableException away)
        {
            Log.LedgerAway(log, away.Message);
        }
        catch (OperationCanceledException)
        {
            // The rest is another worker's.
        }
        catch (Exception fault) when (Unexpected.Is(fault))
        {
            Log.SweepBroke(log, fault);
        }
    }

    private async Task LookAsync(RunSessions sessions, CancellationToken abandon)
    {
        var runs = await ledger.Runs.ListUnfinishedAsync(abandon).ConfigureAwait(false);
        if (options.OnlyRun is { } only) runs = [.. runs.Where(run => run.Id == only)];
        sessions.CloseAllBut(runs.Where(IsWorkedOn).Select(run => run.Id).ToHashSet());
        foreach (var run in runs)
            try
            {
                await DirectAsync(run, sessions, abandon).ConfigureAwait(false);
            }
            catch (Exception fault) when (Unexpected.Is(fault))
            {
                await BreakAsync(run, fault, sessions, abandon).ConfigureAwait(false);
            }
    }

    /// <summary>A run that waits for confirmation is listed first; nothing of it can be claimed until it is active.</summary>
    private static bool IsWorkedOn(Run run) => run.State is RunState.Active or RunState.Preparing;

    private async Task DirectAsync(Run run, RunSessions sessions, CancellationToken abandon)
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
                await ServeAsync(run, sessions, abandon).ConfigureAwait(false);
                break;
            case RunState.Pausing or RunState.Cancelling or RunState.Failing:
                await WindUpAsync(run, sessions, abandon).ConfigureAwait(false);
                break;
            case RunState.Completing:
                await CompleteAsync(run, abandon).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    private async Task ServeAsync(Run run, RunSessions sessions, CancellationToken abandon)
    {
        var (session, error) = await sessions.FindAsync(run).ConfigureAwait(false);
        if (session is not null) await ServeAsync(run, session, sessions, abandon).ConfigureAwait(false);
        else if (error is null) return;
        else if (Dispositions.Of(error.Code) == Disposition.StopRun) await FailAsync(run, error.ToString(), abandon).ConfigureAwait(false);
        else Log.CannotServe(log, run.Id, error.ToString());
    }

    private async Task ServeAsync(Run run, RunSession session, RunSessions sessions, CancellationToken abandon)
    {
        // What a session took from the run while it was listed, its totals for one, is not what work goes by.
        if (session.OpenedIn != run.State)
        {
            sessions.Close(run.Id);
            return;
        }
        session.Priority = run.Priority;
        if (session.FatalReason is { } reason) await FailAsync(run, reason, abandon).ConfigureAwait(false);
        else if (session.Failure is { } failure) await BreakAsync(run, failure, sessions, abandon).ConfigureAwait(false);
        else if (IsOverThreshold(run)) await FailAsync(run, $"More than {run.Spec.Failures.StopAtFailedPercent:0.##} % of {run.Totals.Finished} entries failed.", abandon).ConfigureAwait(false);
        // That all is listed is known at once, not when there is nothing left to copy: the time left follows from it.
        else if (session.IsIdle || run is { State: RunState.Active, ListingDone: false }) await ledger.Runs.AdvanceAsync(run.Id, abandon).ConfigureAwait(false);
    }

    /// <summary>The run's session begins again; other runs go on meanwhile. What nobody foresaw may do so a few times only.</summary>
    private async Task BreakAsync(Run run, Exception fault, RunSessions sessions, CancellationToken abandon)
    {
        Log.SessionBroke(log, run.Id, fault);
        sessions.Close(run.Id);
        if (!Unexpected.Is(fault)) return;
        var times = breaks[run.Id] = breaks.GetValueOrDefault(run.Id) + 1;
        if (times > MostBreaks) await FailAsync(run, $"Its work broke {times} times, at last by {fault.GetType().Name}: {fault.Message}", abandon).ConfigureAwait(false);
    }

    /// <summary>Once nothing of the run goes on here, what the ledger still thinks so of is handed back: nobody else would.</summary>
    private async Task WindUpAsync(Run run, RunSessions sessions, CancellationToken abandon)
    {
        if (!sessions.Has(run.Id)) await ledger.Workers.HandBackUnknownAsync(lease.Id, run.Id, [], [], abandon).ConfigureAwait(false);
        await ledger.Runs.AdvanceAsync(run.Id, abandon).ConfigureAwait(false);
    }

    private static bool IsOverThreshold(Run run) =>
        run.Totals.Finished >= run.Spec.Failures.StopAfterOutcomes
        && run.Totals.Failed * 100.0 > run.Totals.Finished * run.Spec.Failures.StopAtFailedPercent;

    private async Task FailAsync(Run run, string reason, CancellationToken abandon)
    {
        Log.RunFails(log, run.Id, reason);
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
