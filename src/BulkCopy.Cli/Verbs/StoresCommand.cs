using System.CommandLine;
using BulkCopy.Cli.Flow;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores</c>.</summary>
internal sealed class StoresCommand : Command
{
    public StoresCommand(CliHost host)
        : base("stores", "List, show and try the configured stores, and limit what is done to them.")
    {
        GlobalOptions.AddServerTo(this);
        Subcommands.Add(new StoresListCommand(host));
        Subcommands.Add(new StoresShowCommand(host));
        Subcommands.Add(new StoresTestCommand(host));
        Subcommands.Add(new StoresProbeCommand(host));
        Subcommands.Add(new StoresLimitCommand(host));
        Subcommands.Add(new StoresLimitsCommand(host));
        Subcommands.Add(new StoresRotateSecretsCommand(host));
    }
}
