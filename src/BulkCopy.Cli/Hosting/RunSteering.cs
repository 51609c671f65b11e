using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Hosting;

/// <summary>Moves runs from state to state at an operator's wish.</summary>
internal sealed class RunSteering(Invocation invocation, LedgerSession ledger)
{
    /// <summary>Moves a run and prints where it stands. Asking twice is no error.</summary>
    /// <param name="run">The run.</param>
    /// <param name="participle">What becomes of it, for the message.</param>
    /// <param name="from">States it can be moved from.</param>
    /// <param name="to">The state asked for.</param>
    /// <param name="already">States that mean that it was asked for before.</param>
    public async Task<int> MoveAsync(Run run, string participle, IReadOnlyList<RunState> from, RunState to, IReadOnlyList<RunState> already)
    {
        var cancellation = invocation.Stopping;
        var reason = $"{char.ToUpperInvariant(participle[0])}{participle[1..]} from the command line.";
        if (await ledger.Runs.MoveAsync(run.Id, from, to, reason, cancellation).ConfigureAwait(false))
            await ledger.Runs.AppendEventAsync(run.Id, participle, reason, cancellation).ConfigureAwait(false);
        else if (!already.Contains((run = await RereadAsync(run, cancellation).ConfigureAwait(false)).State))
            throw new RefusedException($"Run {run.Id} is {run.State} and cannot be {participle}.");
        await ledger.Runs.AdvanceAsync(run.Id, cancellation).ConfigureAwait(false);
        run = await RereadAsync(run, cancellation).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(RunDocument.Of(run, invocation.Time.GetUtcNow()), JsonDocuments.Types.RunDocument);
        else
            invocation.Terminal.Output.WriteLine($"Run {run.Id} is {run.State}{(RunFacts.IsAtRest(run) ? "" : ": workers finish what is in flight")}.");
        return ExitCodes.Done;
    }

    private async Task<Run> RereadAsync(Run run, CancellationToken cancellationToken) =>
        await ledger.Runs.FindAsync(run.Id, cancellationToken).ConfigureAwait(false) ?? run;
}
