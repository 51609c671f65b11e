using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs drop</c>: forgets the rows of finished runs.</summary>
internal sealed class RunsDropCommand : OperatorVerb
{
    private readonly Argument<int[]> _runs = new("RUN") { Description = "Numbers of finished runs.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _withoutCertificate = new("--without-certificate") { Description = "Do not read the run for its certificate first: only its summary stays, at once." };

    public RunsDropCommand(CliHost host)
        : base("drop", "Drop the rows of finished runs: entries, outcomes, parts, events. A summary and the certificate's hashes stay.", host)
    {
        Arguments.Add(_runs);
        Options.Add(_withoutCertificate);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var runs = new List<Run>();
        foreach (var number in invocation.Get(_runs).Distinct())
        {
            var run = await RequireRunAsync(session, new RunId(number), invocation.Stopping).ConfigureAwait(false);
            if (run.FinishedAt is null) throw new RefusedException($"Run {number} is {run.State} and cannot be dropped: only runs that are over can. Nothing was dropped.");
            runs.Add(run);
        }
        var dropped = new List<int>();
        foreach (var run in runs)
            if (await session.Runs.DropAsync(run, !invocation.Get(_withoutCertificate), invocation.Stopping).ConfigureAwait(false)) dropped.Add(run.Id.Value);
        DroppedRuns.Tell(invocation, dropped);
        return dropped.Count == runs.Count ? ExitCodes.Done : ExitCodes.Failed;
    }
}
