using System.CommandLine;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores</c>.</summary>
internal sealed class StoresCommand : Command
{
    public StoresCommand(CliHost host)
        : base("stores", "List, show and try the configured stores.")
    {
        Subcommands.Add(new StoresListCommand(host));
        Subcommands.Add(new StoresShowCommand(host));
        Subcommands.Add(new StoresTestCommand(host));
    }
}
