using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary>A verb that reads or changes the ledger and ends.</summary>
internal abstract class LedgerVerb(string name, string description, CliHost host) : Verb(name, description, host)
{
    protected sealed override async Task<int> RunAsync(Invocation invocation)
    {
        if (invocation.Server is not null)
            throw new RefusedException("This verb works on the database itself and not through a server: leave --server (BULKCOPY_SERVER) away.");
        await using var ledger = await LedgerSession.OpenAsync(invocation.ReadSettings(), invocation.Time, invocation.Stopping).ConfigureAwait(false);
        return await RunAsync(invocation, ledger).ConfigureAwait(false);
    }

    protected abstract Task<int> RunAsync(Invocation invocation, LedgerSession ledger);

    /// <exception cref="RefusedException">There is no such run.</exception>
    protected static async Task<Run> RequireRunAsync(LedgerSession ledger, RunId run, CancellationToken cancellationToken) =>
        await ledger.Runs.FindAsync(run, cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"There is no run {run}: see 'bulkcopy runs list'.");
}
