using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules pause</c> and <c>resume</c>.</summary>
internal sealed class SchedulesPauseCommand : ScheduleVerb
{
    private readonly Argument<string> _schedule = Schedule();
    private readonly bool _pause;

    public SchedulesPauseCommand(string name, string description, bool pause, CliHost host)
        : base(name, description, host)
    {
        _pause = pause;
        Arguments.Add(_schedule);
    }

    protected override async Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules)
    {
        var schedule = await RequireAsync(schedules, invocation.Get(_schedule), invocation.Stopping).ConfigureAwait(false);
        await schedules.SetPausedAsync(new ScheduleId(schedule.ScheduleId), _pause, invocation.Stopping).ConfigureAwait(false);
        ScheduleTable.Print(invocation, await RequireAsync(schedules, schedule.Name, invocation.Stopping).ConfigureAwait(false));
        return ExitCodes.Done;
    }
}
