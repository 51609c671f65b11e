using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Reporting;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs prune</c>: drops old finished runs.</summary>
internal sealed class RunsPruneCommand : OperatorVerb
{
    private readonly Option<TimeSpan?> _olderThan = new("--older-than")
    {
        Description = "Drop runs that ended longer ago than this: 90d, 12h.",
        HelpName = "TIME",
        Required = true,
        CustomParser = result =>
        {
            if (Duration.TryParse(result.Tokens[0].Value, out var time)) return time;
            result.AddError($"'{result.Tokens[0].Value}' is not a time for --older-than: write 90d, 12h or 30m.");
            return null;
        },
    };

    private readonly Option<int?> _keep = ArgumentTypes.Number("--keep", "Keep the newest so many finished runs, however old they are. Default: 0.", 0, int.MaxValue);

    public RunsPruneCommand(CliHost host)
        : base("prune", "Drop finished runs that ended long ago, as 'drop' does, each with its certificate.", host)
    {
        Options.Add(_olderThan);
        Options.Add(_keep);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var policy = new RetentionPolicy(invocation.Get(_olderThan)!.Value, invocation.Get(_keep) ?? 0);
        DroppedRuns.Tell(invocation, await session.Runs.PruneAsync(policy, invocation.Stopping).ConfigureAwait(false));
        return ExitCodes.Done;
    }
}
