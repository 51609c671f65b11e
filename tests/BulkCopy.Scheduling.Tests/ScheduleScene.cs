using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Scheduling;
using BulkCopy.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BulkCopy.Scheduling.Tests;

/// <summary>Schedules on a database of their own, and hosts that fire them.</summary>
internal sealed class ScheduleScene
{
    private ScheduleScene(NpgsqlDataSource database, TimeProvider time)
    {
        Database = database;
        Ledger = new ScheduleLedger(database);
        Runs = new RunLedger(database);
        Firer = new ScheduleFirer(Ledger, Runs, NullLogger<ScheduleFirer>.Instance);
        Scheduler = new RunScheduler(Ledger, Firer, time);
        Time = time;
    }

    public NpgsqlDataSource Database { get; }
    public TimeProvider Time { get; }
    public ScheduleLedger Ledger { get; }
    public RunLedger Runs { get; }
    public ScheduleFirer Firer { get; }
    public RunScheduler Scheduler { get; }

    public static async Task<ScheduleScene> OpenAsync(PostgresFixture postgres, TimeProvider? time = null) =>
        new(await postgres.CreateDatabaseAsync(), time ?? TimeProvider.System);

    public SchedulerHost Host(string instance) => new(
        Database, Ledger, Firer,
        new SchedulerOptions
        {
            InstanceId = instance,
            PollInterval = TimeSpan.FromMilliseconds(200),
            CheckinInterval = TimeSpan.FromSeconds(5),
            CheckinGrace = TimeSpan.FromSeconds(30),
            // Longer than any machine is slow, and shorter than the times between those that are missed.
            MisfireThreshold = TimeSpan.FromMinutes(20),
        },
        Time, NullLogger<SchedulerHost>.Instance);

    public async Task<Schedule> CreateAsync(string cron, Func<ScheduleSpec, ScheduleSpec>? with = null)
    {
        var spec = CronTimesTests.Spec(cron, "UTC");
        var created = await Scheduler.CreateAsync(with is null ? spec : with(spec), default);
        return created.Schedule ?? throw new InvalidOperationException(string.Join(" ", created.Problems));
    }

    public async Task FinishRunsAsync()
    {
        foreach (var run in await Runs.ListUnfinishedAsync(default))
            await Runs.MoveAsync(run.Id, [run.State], RunState.Complete, null, default);
    }

    /// <summary>Looks until something is so; a test that waits in vain ends after five minutes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5), TimeProvider.System);
        while (!await isSo()) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
    }
}
