using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Cli.Flow;

/// <summary><c>bulkcopy stores limits</c>: all limits, and what happens at the buckets now.</summary>
internal sealed class StoresLimitsCommand(CliHost host)
    : LedgerVerb("limits", "List the limits of buckets, what these bear, and what workers do to them now.", host)
{
    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var limits = await new FlowLimitTable(ledger.Database).ListAsync(invocation.Stopping).ConfigureAwait(false);
        var states = await new FlowStates(ledger.Database).ListAsync(invocation.Stopping).ConfigureAwait(false);
        var buckets = FlowDocument.Join(limits, states);
        if (invocation.IsJson)
            foreach (var bucket in buckets)
                invocation.PrintJson(bucket, FlowDocuments.Types.FlowDocument);
        else if (buckets.Count == 0)
            invocation.Say("No limits are set, no worker is at work, and no bucket has ever asked for less.");
        else
            invocation.Terminal.Print(FlowTable.Of(buckets));
        return ExitCodes.Done;
    }
}
