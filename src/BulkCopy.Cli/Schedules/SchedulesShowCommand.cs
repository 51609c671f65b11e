using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules show</c>: one schedule and what came of its last times.</summary>
internal sealed class SchedulesShowCommand : ScheduleVerb
{
    private const int MostFires = 20;
    private readonly Argument<string> _schedule = Schedule();

    public SchedulesShowCommand(CliHost host)
        : base("show", "Show a schedule and what came of its last twenty times.", host) => Arguments.Add(_schedule);

    protected override async Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules)
    {
        var schedule = await RequireAsync(schedules, invocation.Get(_schedule), invocation.Stopping, MostFires).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(schedule, DocumentJson.Types.ScheduleDocument);
        else
        {
            ScheduleTable.Print(invocation, schedule);
            ScheduleTable.PrintFires(invocation, schedule.Fires!);
        }
        return ExitCodes.Done;
    }
}
