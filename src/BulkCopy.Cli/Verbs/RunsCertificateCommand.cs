using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs certificate</c>: hashes over a run's report and its verified objects.</summary>
internal sealed class RunsCertificateCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsCertificateCommand(CliHost host)
        : base("certificate", "Print the certificate of a finished run: hashes over its report and its verified objects. See 'bulkcopy certificate check'.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        if (!RunFacts.IsOver(run))
            throw new RefusedException($"Run {run.Id} is {run.State}: it has no certificate before it is over. See 'bulkcopy runs watch {run.Id}'.");
        invocation.Terminal.Output.WriteLine(await session.Runs.CertifyAsync(run, invocation.Time.GetUtcNow(), invocation.Stopping).ConfigureAwait(false));
        return ExitCodes.Done;
    }
}
