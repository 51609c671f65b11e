using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Progress;

/// <summary>Rates over the last seconds, and what they promise for the rest.</summary>
internal sealed class ProgressMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(12);
    private readonly Queue<(long Timestamp, long Finished, long Bytes)> _samples = [];

    public ProgressSnapshot Note(Run run)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, run.Totals.Finished, run.Totals.Bytes));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().Timestamp, now) > Window)
            _samples.Dequeue();
        var (timestamp, finished, bytes) = _samples.Peek();
        var seconds = time.GetElapsedTime(timestamp, now).TotalSeconds;
        var objectsPerSecond = seconds > 0 ? (run.Totals.Finished - finished) / seconds : 0;
        return new ProgressSnapshot
        {
            Run = run,
            At = time.GetUtcNow(),
            ObjectsPerSecond = objectsPerSecond,
            BytesPerSecond = seconds > 0 ? (run.Totals.Bytes - bytes) / seconds : 0,
            Remaining = Remaining(run, objectsPerSecond),
        };
    }

    // Until the manifest is complete nobody knows how much is left.
    private static TimeSpan? Remaining(Run run, double objectsPerSecond) =>
        run.State != RunState.Active || !run.ListingDone || objectsPerSecond <= 0 || run.Totals.Finished == run.Totals.Listed
            ? null
            : TimeSpan.FromSeconds(Math.Min((run.Totals.Listed - run.Totals.Finished) / objectsPerSecond, TimeSpan.FromDays(999).TotalSeconds));
}
