using System.CommandLine;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs</c>.</summary>
internal sealed class RunsCommand : Command
{
    public RunsCommand(CliHost host)
        : base("runs", "List, show, watch, steer, explain, export and drop runs.")
    {
        GlobalOptions.AddServerTo(this);
        Subcommands.Add(new RunsListCommand(host));
        Subcommands.Add(new RunsShowCommand(host));
        Subcommands.Add(new RunsWatchCommand(host));
        Subcommands.Add(new RunsPauseCommand(host));
        Subcommands.Add(new RunsResumeCommand(host));
        Subcommands.Add(new RunsCancelCommand(host));
        Subcommands.Add(new RunsConfirmCommand(host));
        Subcommands.Add(new RunsPriorityCommand(host));
        Subcommands.Add(new RunsRetryFailedCommand(host));
        Subcommands.Add(new RunsReportCommand(host));
        Subcommands.Add(new RunsExplainCommand(host));
        Subcommands.Add(new RunsVersionsCommand(host));
        Subcommands.Add(new RunsExportCommand(host));
        Subcommands.Add(new RunsCertificateCommand(host));
        Subcommands.Add(new RunsDropCommand(host));
        Subcommands.Add(new RunsPruneCommand(host));
    }
}
