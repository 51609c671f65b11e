using System.CommandLine;

namespace BulkCopy.Cli.Tiering;

/// <summary><c>bulkcopy tiering</c>.</summary>
internal sealed class TieringCommand : Command
{
    public TieringCommand(CliHost host)
        : base("tiering", "Check, simulate and apply policies that move objects between storage classes.")
    {
        GlobalOptions.AddServerTo(this);
        Subcommands.Add(new TieringCheckCommand(host));
        Subcommands.Add(new TieringSimulateCommand(host));
        Subcommands.Add(new TieringRunCommand(host));
        Subcommands.Add(new TieringDaysCommand(host));
        Subcommands.Add(new TieringTextCommand("example", "Print a policy to begin with.", () => Engine.Tiering.PolicyReader.ExampleText, host));
        Subcommands.Add(new TieringTextCommand("schema", "Print the JSON schema of policy documents.", () => Engine.Tiering.PolicyReader.SchemaText, host));
        Subcommands.Add(new TieringTextCommand("prices", "Print the price table that is used when none is given.", () => Engine.Tiering.PriceReader.DefaultText, host));
    }
}
