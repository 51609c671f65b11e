using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;

namespace BulkCopy.Cli.Flow;

/// <summary><c>bulkcopy stores limits</c>: all limits, and what happens at the buckets now.</summary>
internal sealed class StoresLimitsCommand(CliHost host)
    : OperatorVerb("limits", "List the limits of buckets, what these bear, and what workers do to them now.", host)
{
    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var buckets = await session.Flow.ListAsync(invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            foreach (var bucket in buckets)
                invocation.PrintJson(bucket, DocumentJson.Types.FlowDocument);
        else if (buckets.Count == 0)
            invocation.Say("No limits are set, no worker is at work, and no bucket has ever asked for less.");
        else
            invocation.Terminal.Print(FlowTable.Of(buckets));
        return ExitCodes.Done;
    }
}
