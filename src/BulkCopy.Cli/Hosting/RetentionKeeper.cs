using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Ledger;

namespace BulkCopy.Cli.Hosting;

/// <summary>Drops runs that are past the configured retention, now and then every hour.</summary>
internal sealed class RetentionKeeper(LedgerSession ledger, RetentionPolicy? policy, TimeProvider time, Action<string> say)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Keeps at it until told to stop; ends at once where no retention is configured.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (policy is null) return;
        var sweep = new DropExpiredRuns(ledger.Database, time);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await sweep.SweepAsync(policy, stopping).ConfigureAwait(false) is { Count: > 0 } dropped)
                    say($"Dropped {(dropped.Count == 1 ? "run" : "runs")} {string.Join(", ", dropped)}, which ended more than {policy.OlderThan.TotalDays:0.##} days ago.");
            }
            catch (LedgerUnavailableException away)
            {
                say(away.Message);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(Interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
