using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules run-now</c>.</summary>
internal sealed class SchedulesRunNowCommand : ScheduleVerb
{
    private readonly Argument<string> _schedule = Schedule();

    public SchedulesRunNowCommand(CliHost host)
        : base("run-now", "Start a run of a schedule now, unless one is unfinished.", host) => Arguments.Add(_schedule);

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger, IRunScheduler scheduler)
    {
        var schedule = await scheduler.RequireAsync(invocation.Get(_schedule), invocation.Stopping).ConfigureAwait(false);
        var fire = await scheduler.RunNowAsync(schedule.Id, invocation.Stopping).ConfigureAwait(false)
            ?? throw new RefusedException($"The schedule '{schedule.Spec.Name}' was deleted meanwhile.");
        if (invocation.IsJson)
            invocation.PrintJson(FireDocument.Of(fire), ScheduleDocuments.Types.FireDocument);
        else
            invocation.Say(fire.Run is { } run ? $"Run {run} has been started: bulkcopy runs watch {run}" : $"No run was started. {fire.Reason}");
        return fire.State == FireState.Started ? ExitCodes.Done : ExitCodes.Failed;
    }
}
