using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules delete</c>.</summary>
internal sealed class SchedulesDeleteCommand : ScheduleVerb
{
    private readonly Argument<string> _schedule = Schedule();

    public SchedulesDeleteCommand(CliHost host)
        : base("delete", "Delete a schedule and its history; its runs stay.", host) => Arguments.Add(_schedule);

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger, IRunScheduler scheduler)
    {
        var schedule = await scheduler.RequireAsync(invocation.Get(_schedule), invocation.Stopping).ConfigureAwait(false);
        await scheduler.DeleteAsync(schedule.Id, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(ScheduleDocument.Of(schedule), ScheduleDocuments.Types.ScheduleDocument);
        else
            invocation.Say($"The schedule '{schedule.Spec.Name}' is deleted.");
        return ExitCodes.Done;
    }
}
