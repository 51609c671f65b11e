using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules show</c>: one schedule and what came of its last times.</summary>
internal sealed class SchedulesShowCommand : ScheduleVerb
{
    private const int MostFires = 20;
    private readonly Argument<string> _schedule = Schedule();

    public SchedulesShowCommand(CliHost host)
        : base("show", "Show a schedule and what came of its last twenty times.", host) => Arguments.Add(_schedule);

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger, IRunScheduler scheduler)
    {
        var schedule = await scheduler.RequireAsync(invocation.Get(_schedule), invocation.Stopping).ConfigureAwait(false);
        var fires = await scheduler.ListFiresAsync(schedule.Id, MostFires, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(ScheduleDocument.Of(schedule) with { Fires = [.. fires.Select(FireDocument.Of)] }, ScheduleDocuments.Types.ScheduleDocument);
        else
        {
            ScheduleTable.Print(invocation, schedule);
            ScheduleTable.PrintFires(invocation, fires);
        }
        return ExitCodes.Done;
    }
}
