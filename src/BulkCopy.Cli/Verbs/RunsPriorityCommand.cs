using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs priority</c>: which run goes first.</summary>
internal sealed class RunsPriorityCommand : OperatorVerb
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

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var run = await RequireRunAsync(session, invocation.Get(_run), invocation.Stopping).ConfigureAwait(false);
        var priority = invocation.Get(_priority);
        if (run.Priority != priority)
            run = await session.Runs.SetPriorityAsync(run, priority, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(RunDocument.Of(run, invocation.Time.GetUtcNow()), DocumentJson.Types.RunDocument);
        else
            invocation.Terminal.Output.WriteLine($"Run {run.Id} has priority {priority}.");
        return ExitCodes.Done;
    }
}
