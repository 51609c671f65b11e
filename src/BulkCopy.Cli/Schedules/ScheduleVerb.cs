using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary>A verb about schedules.</summary>
internal abstract class ScheduleVerb(string name, string description, CliHost host) : LedgerVerb(name, description, host)
{
    protected sealed override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        using var logs = ScheduleServices.Logs(invocation);
        return await RunAsync(invocation, ledger, ScheduleServices.Open(invocation, ledger, logs)).ConfigureAwait(false);
    }

    protected abstract Task<int> RunAsync(Invocation invocation, LedgerSession ledger, IRunScheduler scheduler);

    protected static Argument<string> Schedule() => new("SCHEDULE") { Description = "Name or number of the schedule, as 'bulkcopy schedules list' shows it." };
}
