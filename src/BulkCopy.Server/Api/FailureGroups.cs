using System.Collections.Concurrent;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;

namespace BulkCopy.Server.Api;

/// <summary>
/// Failures by code. Counting them reads every failure of a run, so an answer is kept for a while, and while one is being counted others wait for it.
/// What was retried is gone at once.
/// </summary>
internal sealed class FailureGroups(IReportLedger reports, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Served = TimeSpan.FromSeconds(30);
    private const int MostRuns = 100;

    private readonly ConcurrentDictionary<RunId, Counted> counted = new();

    /// <summary>The groups, at most half a minute old. A caller waits only for the first counting, for one after a long pause, and for one after failures were retried.</summary>
    public async Task<IReadOnlyList<FailureGroup>> ReadAsync(Run run, CancellationToken cancellationToken)
    {
        if (counted.TryGetValue(run.Id, out var known) && known.Groups is { IsCompletedSuccessfully: true } && time.GetElapsedTime(known.At) < Served && known.Failed <= run.Totals.Failed)
        {
            if (time.GetElapsedTime(known.At) >= Fresh && counted.TryUpdate(run.Id, known with { At = time.GetTimestamp() }, known))
                Renew(run);
            return await known.Groups;
        }
        if (counted.Count >= MostRuns)
            counted.Clear();
        var mine = new Counted(time.GetTimestamp(), run.Totals.Failed, reports.GroupFailuresAsync(run.Id, CancellationToken.None));
        counted[run.Id] = mine;
        return await mine.Groups.WaitAsync(cancellationToken);
    }

    private void Renew(Run run)
    {
        var groups = reports.GroupFailuresAsync(run.Id, CancellationToken.None);
        _ = groups.ContinueWith(
            done =>
            {
                if (done.IsCompletedSuccessfully)
                    counted[run.Id] = new Counted(time.GetTimestamp(), run.Totals.Failed, done);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private sealed record Counted(long At, long Failed, Task<IReadOnlyList<FailureGroup>> Groups);
}
