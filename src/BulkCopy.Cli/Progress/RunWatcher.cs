using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Cli.Progress;

/// <summary>Reads a run again and again and shows it, until it is at rest or the watcher is told to stop.</summary>
internal sealed class RunWatcher(Func<RunId, CancellationToken, Task<Run?>> find, TimeProvider time, Action<string> say)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The run as it was seen last.</summary>
    public async Task<Run> WatchAsync(Run run, IRunDisplay display, Func<Run, bool> isEnd, CancellationToken stop)
    {
        var latest = run;
        await display.OpenAsync(async show =>
        {
            var meter = new ProgressMeter(time);
            while (true)
            {
                latest = await ReadAsync(latest, stop).ConfigureAwait(false);
                show(meter.Note(latest));
                if (isEnd(latest) || stop.IsCancellationRequested || !await WaitAsync(display.Interval, stop).ConfigureAwait(false))
                    return;
            }
        }).ConfigureAwait(false);
        return latest;
    }

    // A database that restarts is waited for: the run is safe in it, and workers wait too.
    private async Task<Run> ReadAsync(Run known, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        var said = false;
        while (true)
        {
            try
            {
                return await find(known.Id, stop).ConfigureAwait(false)
                    ?? throw new RefusedException($"Run {known.Id} is no longer in the ledger.");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return known;
            }
            catch (Exception e) when (e is LedgerUnavailableException or ServerUnavailableException && time.GetElapsedTime(since) < Patience)
            {
                if (!said)
                    say(e is ServerUnavailableException ? $"{e.Message} Trying again." : $"The database does not answer ({e.Message}); trying again.");
                said = true;
                if (!await WaitAsync(TimeSpan.FromSeconds(1), stop).ConfigureAwait(false))
                    return known;
            }
        }
    }

    private async Task<bool> WaitAsync(TimeSpan interval, CancellationToken stop)
    {
        await Task.Delay(interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
