using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Scheduling;
using BulkCopy.Scheduling;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Cli.Schedules;

/// <summary>Schedules over an open ledger.</summary>
internal static class ScheduleServices
{
    public static IRunScheduler Open(Invocation invocation, LedgerSession ledger, ILoggerFactory logs)
    {
        var schedules = new ScheduleLedger(ledger.Database);
        return new RunScheduler(schedules, new ScheduleFirer(schedules, ledger.Runs, logs.CreateLogger<ScheduleFirer>()), invocation.Time);
    }

    /// <summary>Fires schedules in this process until it is told to stop.</summary>
    public static async Task HostAsync(Invocation invocation, LedgerSession ledger)
    {
        using var logs = Logs(invocation);
        var schedules = new ScheduleLedger(ledger.Database);
        var firer = new ScheduleFirer(schedules, ledger.Runs, logs.CreateLogger<ScheduleFirer>());
        await new SchedulerHost(ledger.Database, schedules, firer, new SchedulerOptions(), invocation.Time, logs.CreateLogger<SchedulerHost>())
            .RunAsync(invocation.Stopping).ConfigureAwait(false);
    }

    public static ILoggerFactory Logs(Invocation invocation) => LoggerFactory.Create(invocation.ConfigureLogs);
}
