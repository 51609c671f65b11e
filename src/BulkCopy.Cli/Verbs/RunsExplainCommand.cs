using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs explain</c>: what happened to one object, and why.</summary>
internal sealed class RunsExplainCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();
    private readonly Argument<string> _key = new("KEY") { Description = "Key of the object at the source, in full." };

    public RunsExplainCommand(CliHost host)
        : base("explain", "Tell what happened to one object in a run, from the ledger.", host)
    {
        Arguments.Add(_run);
        Arguments.Add(_key);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var key = invocation.Get(_key);
        var timeline = await session.Runs.ExplainAsync(run, key, invocation.Stopping).ConfigureAwait(false);
        if (timeline.Count == 0)
            throw new RefusedException($"Run {run.Id} has no object '{Quantity.Key(key)}', and its selection would take it: it may have been written after it was listed.");
        if (invocation.IsJson)
        {
            invocation.PrintJson(new TimelineDocument(run.Id.Value, key, [.. timeline.Select(TimelineItemDocument.Of)]), JsonDocuments.Types.TimelineDocument);
            return ExitCodes.Done;
        }

        invocation.Terminal.Output.WriteLine(DestinationKey(run.Spec, timeline) is { } copy
            ? $"{Quantity.Key(key)} in run {run.Id}, to {Quantity.Key(run.Spec.Destination.Store)}:{Quantity.Key(run.Spec.Destination.Bucket)}/{Quantity.Key(copy)}"
            : $"{Quantity.Key(key)} has no entry in run {run.Id}: {Quantity.Key(timeline[0].Detail)}.");
        if (timeline[0].Entry is null)
            return ExitCodes.Done;
        invocation.Terminal.Print(Timeline.Of(timeline));
        return ExitCodes.Done;
    }

    private static string? DestinationKey(JobSpec spec, IReadOnlyList<TimelineItem> timeline) =>
        timeline.Select(item => item.Entry).FirstOrDefault(entry => entry is not null) is { } entry ? spec.DestinationKey(entry) : null;
}
