using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Postgres.Ledger;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs prune</c>: drops old finished runs.</summary>
internal sealed class RunsPruneCommand : LedgerVerb
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

    protected override async Task<int> RunAsync(Invocation invocation, LedgerSession ledger)
    {
        var policy = new RetentionPolicy(invocation.Get(_olderThan)!.Value, invocation.Get(_keep) ?? 0);
        var sweep = new DropExpiredRuns(ledger.Database, invocation.Time);
        var dropped = new List<RunId>();
        while (await sweep.SweepAsync(policy, invocation.Stopping).ConfigureAwait(false) is { Count: > 0 } some) dropped.AddRange(some);
        DroppedRuns.Tell(invocation, dropped);
        return ExitCodes.Done;
    }
}
