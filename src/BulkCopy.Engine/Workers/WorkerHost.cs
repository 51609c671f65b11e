using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Engine.Workers;

/// <summary>
/// A worker: registers, keeps its lease, serves all runs that are not finished, rescues what dead workers left.
/// A worker that lost its lease drops its work and begins again under a new number.
/// </summary>
public sealed class WorkerHost(LedgerAccess ledger, IStoreDirectory stores, WorkerOptions options, TimeProvider time, ILogger<WorkerHost> log)
{
    /// <summary>Works until <paramref name="stopping"/> (finish what is in flight, hand the rest back) or <paramref name="abandon"/> (stop now; others rescue).</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        while (!stopping.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
            try
            {
                await LiveAsync(stopping, abandon).ConfigureAwait(false);
            }
            catch (LedgerUnavailableException away)
            {
                Log.LedgerAway(log, away.Message);
                await PauseAsync(TimeSpan.FromSeconds(1), stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!abandon.IsCancellationRequested)
            {
                Log.LeaseLost(log);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception broken)
            {
                // Under a new number, so that what this life had leased is rescued and not held for ever.
                Log.LifeBroke(log, broken);
                await PauseAsync(TimeSpan.FromSeconds(1), stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task LiveAsync(CancellationToken stopping, CancellationToken abandon)
    {
        var begun = time.GetTimestamp();
        var (id, now) = await ledger.Workers.RegisterAsync(options.Name, options.Lease, abandon).ConfigureAwait(false);
        var lease = new WorkerLease(id, options.Lease, time, begun, now);
        Log.Registered(log, lease.Id, options.Name);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        using var draining = CancellationTokenSource.CreateLinkedTokenSource(stopping, life.Token);
        var pool = new CopierPool(options.Concurrency);
        var flow = new FlowExchange(ledger.Flow, lease, options, time, log);
        var director = new RunDirector(ledger, stores, options, lease, flow, pool, time, log);
        var heartbeat = HeartbeatAsync(lease, life);
        var exchanging = flow.RunAsync(life.Token);
        var copying = pool.RunAsync(life.Token);
        var directing = director.RunAsync(draining.Token, life.Token);
        try
        {
            // Without one of them the worker would look alive and be of no use.
            var first = await Task.WhenAny(directing, heartbeat, exchanging, copying).ConfigureAwait(false);
            if (first != directing)
            {
                await life.CancelAsync().ConfigureAwait(false);
                await first.ConfigureAwait(false);
            }
            await directing.ConfigureAwait(false);
            await ledger.Workers.StopAsync(lease.Id, life.Token).ConfigureAwait(false);
        }
        finally
        {
            await life.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(directing, heartbeat, exchanging, copying).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <summary>Renews the lease four times as often as it ends. When it is lost, everything of this life stops.</summary>
    private async Task HeartbeatAsync(WorkerLease lease, CancellationTokenSource life)
    {
        while (true)
        {
            await Task.Delay(options.Lease / 8, time, life.Token).ConfigureAwait(false);
            try
            {
                var sent = time.GetTimestamp();
                if (await ledger.Workers.HeartbeatIfLiveAsync(lease.Id, options.Lease, life.Token).ConfigureAwait(false) is { } now) lease.Renew(sent, now);
                else await life.CancelAsync().ConfigureAwait(false);
            }
            catch (LedgerUnavailableException)
            {
                if (lease.MayHaveExpired) await life.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping) =>
        await Task.Delay(pause, time, stopping).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
}
