using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Dashboard.Samples;

namespace BulkCopy.Server.Dashboard.Overview;

/// <summary>What is going on.</summary>
public sealed record OverviewModel
{
    public required IReadOnlyList<ActiveRun> Active { get; init; }
    public required IReadOnlyList<Run> Finished { get; init; }
    public required IReadOnlyList<Rate> Rates { get; init; }
    public required IReadOnlyList<FailureCount> Failures { get; init; }
    public required IReadOnlyList<WorkerRow> Workers { get; init; }
    public required IReadOnlyList<Schedule> Schedules { get; init; }
    public required IReadOnlyList<FlowStateRow> Flow { get; init; }
    public required DateTimeOffset Now { get; init; }
}

/// <summary>A run that is not finished, and how fast it is.</summary>
/// <param name="Run">The run.</param>
/// <param name="Speed">Objects per second lately.</param>
/// <param name="Remaining">Time until it is done at this speed, once everything is listed.</param>
public sealed record ActiveRun(Run Run, double? Speed, TimeSpan? Remaining)
{
    public static ActiveRun Of(Run run, IReadOnlyList<RunSample> samples)
    {
        var speed = run.State == RunState.Active ? Throughput.Now(samples) : null;
        var left = run.Totals.Listed - run.Totals.Finished;
        return new ActiveRun(run, speed, run.ListingDone && speed > 0 && left > 0 ? TimeSpan.FromSeconds(Math.Min(left / speed.Value, 3.2e7)) : null);
    }
}

/// <summary>Failures of one code in one run.</summary>
public sealed record FailureCount(Run Run, string Code, long Count);
