using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs explain</c>: what happened to one object, and why.</summary>
internal sealed class RunsExplainCommand : LedgerVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();
    private readonly Argument<string> _key = new("KEY") { Description = "Key of the object at the source, in full." };

    public RunsExplainCommand(CliHost host)
        : base("explain", "Tell what happened to one object in a run, from the ledger.", host)
    {
        Arguments.Add(_run);
        Arguments.Add(_key);
    }

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var run = await RequireRunAsync(ledger, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var key = invocation.Get(_key);
        var timeline = await ledger.Reports.ExplainAsync(run.Id, key, invocation.Stopping).ConfigureAwait(false);
        if (timeline.Count == 0)
            throw new RefusedException($"Run {run.Id} has no object '{Quantity.Key(key)}'{(run.ListingDone ? "" : " yet: its listing is not complete")}.{(run.Spec.Source.Prefix.Length == 0 ? "" : $" Its keys begin with '{Quantity.Key(run.Spec.Source.Prefix)}'.")}");
        if (invocation.IsJson)
        {
            invocation.PrintJson(new TimelineDocument(run.Id.Value, key, [.. timeline.Select(TimelineItemDocument.Of)]), JsonDocuments.Types.TimelineDocument);
            return ExitCodes.Done;
        }

        invocation.Terminal.Output.WriteLine($"{Quantity.Key(key)} in run {run.Id}, to {Quantity.Key(run.Spec.Destination.Store)}:{Quantity.Key(run.Spec.Destination.Bucket)}/{Quantity.Key(DestinationKey(run.Spec, timeline) ?? "")}");
        invocation.Terminal.Print(Timeline.Of(timeline));
        return ExitCodes.Done;
    }

    private static string? DestinationKey(JobSpec spec, IReadOnlyList<TimelineItem> timeline) =>
        timeline.Select(item => item.Entry).FirstOrDefault(entry => entry is not null) is { } entry ? spec.DestinationKey(entry) : null;
}
