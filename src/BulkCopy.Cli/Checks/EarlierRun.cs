using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Checks;

/// <summary>Refuses jobs of the failures of a run that has none to give.</summary>
internal static class EarlierRun
{
    /// <exception cref="RefusedException">There is no such run, it is not over, or nothing failed in it.</exception>
    public static async Task RequireAsync(LedgerSession ledger, JobSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Manifest?.FailedOf is not { } number)
            return;
        var run = await ledger.Runs.FindAsync(new RunId(number), cancellationToken).ConfigureAwait(false)
            ?? throw new RefusedException($"There is no run {number}: see 'bulkcopy runs list'.");
        if (run.FinishedAt is null)
            throw new RefusedException($"Run {number} is {run.State}: which of its objects fail is known when it is over.");
        if (run.Totals.Failed == 0)
            throw new RefusedException($"No object of run {number} has failed: there is nothing to copy.");
    }
}
