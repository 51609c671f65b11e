using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Samples;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Server.Dashboard.Overview;

/// <summary>Reads what is going on. Nothing of it counts over a ledger.</summary>
internal sealed class OverviewReader(
    IRunLedger runs, RunSamples samples, FailureGroups failures, WorkerPages workers, FlowStates flow, IServiceProvider services, TimeProvider time)
{
    private const int MostFinished = 8;
    private const int MostFailing = 5;
    private const int MostBuckets = 20;
    private const int MostWorkers = 12;
    private const int MostSchedules = 6;
    private static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    public async Task<OverviewModel> ReadAsync(CancellationToken cancellationToken)
    {
        var unfinished = await runs.ListUnfinishedAsync(cancellationToken);
        var newest = await runs.ListAsync(null, 50, cancellationToken);
        var recent = await samples.ListRecentAsync(Shown, cancellationToken);
        var byRun = recent.ToLookup(sample => sample.Run);
        var finished = newest.Where(run => run.FinishedAt is not null).Take(MostFinished).ToArray();
        return new OverviewModel
        {
            Active = [.. unfinished.Select(run => ActiveRun.Of(run, [.. byRun[run.Id]]))],
            Finished = finished,
            Rates = Throughput.Of(recent),
            Failures = await CountFailuresAsync([.. unfinished, .. finished], cancellationToken),
            Workers = await workers.ListAsync(null, MostWorkers, liveOnly: true, cancellationToken),
            Schedules = await NextAsync(cancellationToken),
            Flow = [.. (await flow.ListAsync(cancellationToken)).Take(MostBuckets)],
            Now = time.GetUtcNow(),
        };
    }

    private async Task<IReadOnlyList<FailureCount>> CountFailuresAsync(IReadOnlyList<Run> candidates, CancellationToken cancellationToken)
    {
        var counts = new List<FailureCount>();
        foreach (var run in candidates.Where(run => run.Totals.Failed > 0).Take(MostFailing))
            counts.AddRange((await failures.ReadAsync(run, cancellationToken)).Select(group => new FailureCount(run, group.Code, group.Count)));
        return [.. counts.OrderByDescending(count => count.Count).Take(8)];
    }

    private async Task<IReadOnlyList<Schedule>> NextAsync(CancellationToken cancellationToken) =>
        services.GetService<IRunScheduler>() is { } scheduler
            ? [.. (await scheduler.ListAsync(cancellationToken)).Where(schedule => schedule is { IsPaused: false, NextFireAt: not null })
                .OrderBy(schedule => schedule.NextFireAt).Take(MostSchedules)]
            : [];
}
