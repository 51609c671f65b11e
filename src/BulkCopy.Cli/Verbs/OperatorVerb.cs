using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary>A verb that reads or changes what the ledger holds, directly or through a server, and ends.</summary>
internal abstract class OperatorVerb(string name, string description, CliHost host) : Verb(name, description, host)
{
    protected sealed override async Task<int> RunAsync(Invocation invocation)
    {
        await using var session = await OperatorSession.OpenAsync(invocation).ConfigureAwait(false);
        return await RunAsync(invocation, session).ConfigureAwait(false);
    }

    protected abstract Task<int> RunAsync(Invocation invocation, OperatorSession session);

    /// <exception cref="RefusedException">There is no such run.</exception>
    protected static async Task<Run> RequireRunAsync(OperatorSession session, RunId run, CancellationToken cancellationToken) =>
        await session.Runs.FindAsync(run, cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"There is no run {run}: see 'bulkcopy runs list'.");
}
