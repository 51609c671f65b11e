using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs priority</c>: which run goes first.</summary>
internal sealed class RunsPriorityCommand : LedgerVerb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();

    private readonly Argument<int> _priority = new("N")
    {
        Description = "Higher goes first. Runs of the same priority share workers evenly; a new run has 0.",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && number is >= -1000 and <= 1000)
                return number;
            result.AddError($"'{result.Tokens[0].Value}' is not a priority: write a number from -1000 to 1000.");
            return default;
        },
    };

    public RunsPriorityCommand(CliHost host)
        : base("priority", "Let a run go before others, or after them.", host)
    {
        Arguments.Add(_run);
        Arguments.Add(_priority);
    }

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var run = await RequireRunAsync(ledger, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var priority = invocation.Get(_priority);
        if (run.Priority != priority && !await new RunPriority(ledger.Database).SetAsync(run.Id, priority, run.Priority, invocation.Stopping).ConfigureAwait(false))
            throw new RefusedException($"Run {run.Id} is {run.State} and has no priority any more, or somebody else changed it just now.");
        if (run.Priority != priority)
            await ledger.Runs.AppendEventAsync(run.Id, "priority", $"Priority {priority} from the command line, after {run.Priority}.", invocation.Stopping).ConfigureAwait(false);
        run = run with { Priority = priority };
        if (invocation.IsJson)
            invocation.PrintJson(RunDocument.Of(run, invocation.Time.GetUtcNow()), JsonDocuments.Types.RunDocument);
        else
            invocation.Terminal.Output.WriteLine($"Run {run.Id} has priority {priority}.");
        return ExitCodes.Done;
    }
}
