using System.CommandLine;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy certificate</c>.</summary>
internal sealed class CertificateCommand : Command
{
    public CertificateCommand(CliHost host)
        : base("certificate", "Check the certificates of runs.")
    {
        GlobalOptions.AddServerTo(this);
        Subcommands.Add(new CertificateCheckCommand(host));
    }
}
