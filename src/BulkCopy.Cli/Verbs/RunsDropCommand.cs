using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs drop</c>: forgets the rows of finished runs.</summary>
internal sealed class RunsDropCommand : LedgerVerb
{
    private readonly Argument<int[]> _runs = new("RUN") { Description = "Numbers of finished runs.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _withoutCertificate = new("--without-certificate") { Description = "Do not read the run for its certificate first: only its summary stays, at once." };

    public RunsDropCommand(CliHost host)
        : base("drop", "Drop the rows of finished runs: entries, outcomes, parts, events. A summary and the certificate's hashes stay.", host)
    {
        Arguments.Add(_runs);
        Options.Add(_withoutCertificate);
    }

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var runs = invocation.Get(_runs).Distinct().Select(number => new RunId(number)).ToArray();
        foreach (var id in runs)
        {
            var run = await RequireRunAsync(ledger, id, invocation.Stopping).ConfigureAwait(false);
            if (run.FinishedAt is null) throw new RefusedException($"Run {id} is {run.State} and cannot be dropped: only runs that are over can. Nothing was dropped.");
        }
        var drop = new DropExpiredRuns(ledger.Database, invocation.Time);
        var dropped = new List<RunId>();
        foreach (var id in runs)
            if (await drop.DropAsync(id, !invocation.Get(_withoutCertificate), invocation.Stopping).ConfigureAwait(false)) dropped.Add(id);
        DroppedRuns.Tell(invocation, dropped);
        return dropped.Count == runs.Length ? ExitCodes.Done : ExitCodes.Failed;
    }
}
