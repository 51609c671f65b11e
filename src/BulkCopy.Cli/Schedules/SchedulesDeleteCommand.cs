using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules delete</c>.</summary>
internal sealed class SchedulesDeleteCommand : ScheduleVerb
{
    private readonly Argument<string> _schedule = Schedule();

    public SchedulesDeleteCommand(CliHost host)
        : base("delete", "Delete a schedule and its history; its runs stay.", host) => Arguments.Add(_schedule);

    protected override async Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules)
    {
        var schedule = await RequireAsync(schedules, invocation.Get(_schedule), invocation.Stopping).ConfigureAwait(false);
        await schedules.DeleteAsync(schedule, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(schedule, DocumentJson.Types.ScheduleDocument);
        else
            invocation.Say($"The schedule '{schedule.Name}' is deleted.");
        return ExitCodes.Done;
    }
}
