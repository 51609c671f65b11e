using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs show</c>: a run, what failed in it, and its events.</summary>
internal sealed class RunsShowCommand : OperatorVerb
{
    private const int MostEvents = 200;
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    public RunsShowCommand(CliHost host)
        : base("show", "Show a run: totals, failures by code, events.", host) => Arguments.Add(_run);

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var failures = await session.Runs.GroupFailuresAsync(run.Id, invocation.Stopping).ConfigureAwait(false);
        var leftOut = await session.Runs.ReadLeftOutAsync(run.Id, invocation.Stopping).ConfigureAwait(false);
        var events = await session.Runs.ReadEventsAsync(run.Id, MostEvents, invocation.Stopping).ConfigureAwait(false);
        var uploads = await session.Runs.ReadUploadsAsync(run.Id, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(
                new RunDetailDocument(
                    RunDocument.Of(run, invocation.Time.GetUtcNow()),
                    [.. failures.Select(group => new FailureDocument(group.Code, group.Count, group.ExampleKey, group.ExampleMessage))],
                    [.. events.Select(TimelineItemDocument.Of)],
                    uploads,
                    leftOut),
                JsonDocuments.Types.RunDetailDocument);
        else
            RunPage.Write(invocation.Terminal.Results, run, failures, events, uploads, leftOut, invocation.Time.GetUtcNow());
        return ExitCodes.Done;
    }
}
