using System.Collections.Concurrent;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;

namespace BulkCopy.Server.Api;

/// <summary>
/// Failures by code. Counting them reads every failure of a run, so an answer is kept for a while, and while one is being counted others wait for it.
/// </summary>
internal sealed class FailureGroups(IReportLedger reports, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Served = TimeSpan.FromSeconds(30);
    private const int MostRuns = 100;

    private readonly ConcurrentDictionary<RunId, Counted> counted = new();

    /// <summary>The groups, at most some seconds old. A caller waits only for the first counting, or for one after a long pause.</summary>
    public async Task<IReadOnlyList<FailureGroup>> ReadAsync(RunId run, CancellationToken cancellationToken)
    {
        if (counted.TryGetValue(run, out var known) && known.Groups is { IsCompletedSuccessfully: true } && time.GetElapsedTime(known.At) < Served)
        {
            if (time.GetElapsedTime(known.At) >= Fresh && counted.TryUpdate(run, known with { At = time.GetTimestamp() }, known))
                Renew(run);
            return await known.Groups;
        }
        if (counted.Count >= MostRuns)
            counted.Clear();
        var mine = new Counted(time.GetTimestamp(), reports.GroupFailuresAsync(run, CancellationToken.None));
        counted[run] = mine;
        return await mine.Groups.WaitAsync(cancellationToken);
    }

    private void Renew(RunId run)
    {
        var groups = reports.GroupFailuresAsync(run, CancellationToken.None);
        _ = groups.ContinueWith(
            done =>
            {
                if (done.IsCompletedSuccessfully)
                    counted[run] = new Counted(time.GetTimestamp(), done);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private sealed record Counted(long At, Task<IReadOnlyList<FailureGroup>> Groups);
}
