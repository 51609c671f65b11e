using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs retry-failed</c>.</summary>
internal sealed class RunsRetryFailedCommand : OperatorVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();
    private readonly Option<string?> _code = new("--code") { Description = "Only those that failed with this code, as 'runs show' names it.", HelpName = "CODE" };

    public RunsRetryFailedCommand(CliHost host)
        : base("retry-failed", "Try failed objects of a run again; a run that is over becomes ready. Workers do the work.", host)
    {
        Arguments.Add(_run);
        Options.Add(_code);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var reopened = await session.Runs.RetryFailedAsync(run, invocation.Get(_code), invocation.Stopping).ConfigureAwait(false)
            ?? throw new RefusedException($"Run {run.Id} is {run.State}: its failures cannot be tried again now.");
        var failed = run.State == RunState.Failed;
        run = await RequireRunAsync(session, run.Id, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(new RetryDocument(run.Id.Value, reopened, run.State), JsonDocuments.Types.RetryDocument);
        else
            invocation.Terminal.Output.WriteLine(Sentence(run, reopened, goesOn: failed && run.State != RunState.Failed));
        return ExitCodes.Done;
    }

    private static string Sentence(Run run, long reopened, bool goesOn) =>
        reopened > 0 ? $"{reopened} objects of run {run.Id} will be tried again: see 'bulkcopy runs watch {run.Id}'."
        : goesOn ? $"Run {run.Id} goes on with the objects that it had left: see 'bulkcopy runs watch {run.Id}'."
        : $"Run {run.Id} has no such failed objects, or others are at work on them.";
}
