using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules list</c>.</summary>
internal sealed class SchedulesListCommand(CliHost host) : ScheduleVerb("list", "List schedules with their previous and next times.", host)
{
    protected override async Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules)
    {
        var all = await schedules.ListAsync(invocation.Stopping).ConfigureAwait(false);
        if (all.Count == 0 && !invocation.IsJson)
            invocation.Say("There are no schedules yet. Declare one: bulkcopy schedules create NAME SRC DST --cron '30 2 * * *'");
        else
            ScheduleTable.Print(invocation, [.. all]);
        return ExitCodes.Done;
    }
}
