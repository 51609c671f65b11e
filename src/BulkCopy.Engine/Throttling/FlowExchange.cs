using System.Collections.Concurrent;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Engine.Throttling;

/// <summary>
/// The gates of one worker, and their exchange with the other workers: several times a second one statement reports what this worker does and reads what
/// all do; every worker derives its own share from that, and the first to see that a step is due makes it for all.
/// </summary>
internal sealed class FlowExchange(IFlowLedger ledger, WorkerLease lease, WorkerOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(1);
    private const int WorkersPerInterval = 16;

    private readonly ConcurrentDictionary<FlowTarget, FlowGate> gates = new();
    private readonly ConcurrentDictionary<FlowTarget, bool> reporting = new();
    private long exchangedAt = time.GetTimestamp();
    private long forgotAt = time.GetTimestamp();
    private int workers = 1;

    /// <summary>The gate of a bucket, with its limits in force.</summary>
    /// <exception cref="LedgerUnavailableException">The limits cannot be read.</exception>
    public async Task<FlowGate> OpenAsync(FlowTarget target, CancellationToken cancellationToken)
    {
        if (gates.TryGetValue(target, out var known)) return known;
        var gate = new FlowGate(target, options.Concurrency, time);
        await ExchangeAsync([gate], [], cancellationToken).ConfigureAwait(false);
        return gates.GetOrAdd(target, gate);
    }

    /// <summary>Exchanges until the worker's life ends.</summary>
    public async Task RunAsync(CancellationToken life)
    {
        while (true)
        {
            var interval = Interval * Math.Max(1.0, (double)workers / WorkersPerInterval);
            await Task.Delay(interval < LongestInterval ? interval : LongestInterval, time, life).ConfigureAwait(false);
            try
            {
                await LookAsync(life).ConfigureAwait(false);
                exchangedAt = time.GetTimestamp();
            }
            catch (LedgerUnavailableException away)
            {
                if (time.GetElapsedTime(exchangedAt) < Stale) continue;
                exchangedAt = time.GetTimestamp();
                Log.FlowStale(log, away.Message);
                foreach (var gate in gates.Values) gate.Distrust();
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        FlowGate[] busy = [.. gates.Values.Where(gate => gate.IdleFor < Idle)];
        FlowTarget[] left = [.. reporting.Keys.Except(busy.Select(gate => gate.Target))];
        if (busy.Length + left.Length > 0) await ExchangeAsync(busy, left, cancellationToken).ConfigureAwait(false);
        if (time.GetElapsedTime(forgotAt) < ForgetInterval) return;
        forgotAt = time.GetTimestamp();
        await ledger.ForgetDepartedAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ExchangeAsync(IReadOnlyList<FlowGate> busy, IReadOnlyList<FlowTarget> left, CancellationToken cancellationToken)
    {
        var reports = busy.ToDictionary(gate => gate.Target, gate => (Gate: gate, Report: gate.Report()));
        var readings = await ledger.ExchangeAsync(lease.Id, [.. reports.Values.Select(pair => pair.Report)], left, cancellationToken).ConfigureAwait(false);
        foreach (var target in left) reporting.TryRemove(target, out _);
        foreach (var reading in readings)
        {
            reporting[reading.Target] = true;
            var (gate, report) = reports[reading.Target];
            await ApplyAsync(gate, report, reading, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ApplyAsync(FlowGate gate, FlowReport report, FleetReading reading, CancellationToken cancellationToken)
    {
        var use = reading.Others.With(report, reading.Now);
        workers = use.Workers;
        var level = reading.Level;
        if (FlowController.Step(level, use, reading.Now) is { } next && await ledger.StepIfRevisionAsync(reading.Target, next, cancellationToken).ConfigureAwait(false))
        {
            if (next.CutAt != level.CutAt) Log.FlowCut(log, reading.Target, next.Rate ?? 0, level.Rate ?? 0);
            level = next;
        }
        var limit = reading.Limit ?? options.Limits.GetValueOrDefault(reading.Target.Store);
        var bounds = limit?.At(reading.Now) ?? FlowBounds.None;
        gate.SetShare(FlowShares.Of(bounds, level, use, report, reading.IsKnown, reading.Now), bounds);
    }
}
