using System.CommandLine;
using BulkCopy.Cli.Plans;
using BulkCopy.Cli.Schedules;
using BulkCopy.Cli.Tiering;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy</c>.</summary>
internal sealed class BulkCopyCommand : RootCommand
{
    public BulkCopyCommand(CliHost host)
        : base("Copies object-store buckets durably: server-side, verified, resumable. Tencent COS, Alibaba OSS, S3.")
    {
        Options.Add(GlobalOptions.Config);
        Options.Add(GlobalOptions.Format);
        Options.Add(GlobalOptions.Verbose);
        Subcommands.Add(new DemoCommand(host));
        Subcommands.Add(new CopyCommand(host));
        Subcommands.Add(new PlanCommand(host));
        Subcommands.Add(new VerifyCommand(host));
        Subcommands.Add(new RunsCommand(host));
        Subcommands.Add(new CertificateCommand(host));
        Subcommands.Add(new SchedulesCommand(host));
        Subcommands.Add(new TieringCommand(host));
        Subcommands.Add(new StoresCommand(host));
        Subcommands.Add(new ServeCommand(host));
        Subcommands.Add(new WorkerCommand(host));
        Subcommands.Add(new EmulatorCommand(host));
        Subcommands.Add(new MigrateCommand(host));
    }
}
