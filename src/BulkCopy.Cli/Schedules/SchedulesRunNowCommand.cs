using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules run-now</c>.</summary>
internal sealed class SchedulesRunNowCommand : ScheduleVerb
{
    private readonly Argument<string> _schedule = Schedule();

    public SchedulesRunNowCommand(CliHost host)
        : base("run-now", "Start a run of a schedule now, unless one is unfinished.", host) => Arguments.Add(_schedule);

    protected override async Task<int> RunAsync(Invocation invocation, IScheduleOperations schedules)
    {
        var schedule = await RequireAsync(schedules, invocation.Get(_schedule), invocation.Stopping).ConfigureAwait(false);
        var fire = await schedules.RunNowAsync(new ScheduleId(schedule.ScheduleId), invocation.Stopping).ConfigureAwait(false)
            ?? throw new RefusedException($"The schedule '{schedule.Name}' was deleted meanwhile.");
        if (invocation.IsJson)
            invocation.PrintJson(fire, DocumentJson.Types.FireDocument);
        else
            invocation.Say(fire.RunId is { } run ? $"Run {run} has been started: bulkcopy runs watch {run}" : $"No run was started. {fire.Reason}");
        return fire.State == FireState.Started ? ExitCodes.Done : ExitCodes.Failed;
    }
}
