using System.CommandLine;

namespace BulkCopy.Cli.Schedules;

/// <summary><c>bulkcopy schedules</c>.</summary>
internal sealed class SchedulesCommand : Command
{
    public SchedulesCommand(CliHost host)
        : base("schedules", "Create, list, show, change, pause, resume, start and delete schedules. A process with 'worker --scheduler' fires them.")
    {
        GlobalOptions.AddServerTo(this);
        Subcommands.Add(new SchedulesCreateCommand(host));
        Subcommands.Add(new SchedulesListCommand(host));
        Subcommands.Add(new SchedulesShowCommand(host));
        Subcommands.Add(new SchedulesUpdateCommand(host));
        Subcommands.Add(new SchedulesPauseCommand("pause", "Stop a schedule from firing.", true, host));
        Subcommands.Add(new SchedulesPauseCommand("resume", "Let a paused schedule fire again; what it missed is not caught up.", false, host));
        Subcommands.Add(new SchedulesRunNowCommand(host));
        Subcommands.Add(new SchedulesDeleteCommand(host));
    }
}
