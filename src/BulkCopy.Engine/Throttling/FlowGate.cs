namespace BulkCopy.Engine.Throttling;

/// <summary>Requests in flight to one bucket: additive increase while answers are good, halved when the store asks for less.</summary>
public sealed class FlowGate(int most, TimeProvider time)
{
    private readonly Lock guard = new();
    private readonly Queue<TaskCompletionSource> waiting = new();
    private double level = most;
    private int inFlight;
    private long closedUntil;
    private long lastCut;

    /// <summary>Requests that may be in flight now.</summary>
    public int Level
    {
        get { lock (guard) return (int)level; }
    }

    /// <summary>Requests that the store asked to slow down.</summary>
    public long ThrottledCount { get; private set; }

    /// <summary>Waits until a request may begin. Each must end with <see cref="Leave"/>.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            TaskCompletionSource? turn = null;
            lock (guard)
            {
                var closedFor = closedUntil - time.GetTimestamp();
                if (closedFor > 0) wait = Task.Delay(time.GetElapsedTime(0, closedFor), time, cancellationToken);
                else if (inFlight < (int)level)
                {
                    inFlight++;
                    return;
                }
                else
                {
                    turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    waiting.Enqueue(turn);
                    wait = turn.Task.WaitAsync(cancellationToken);
                }
            }
            try
            {
                await wait.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Woken already: pass the turn on, or the next one would sleep until another request ends.
                if (turn?.TrySetCanceled(CancellationToken.None) == false)
                    lock (guard) Wake();
                throw;
            }
        }
    }

    /// <summary>Ends a request.</summary>
    /// <param name="throttled">The store asked for less.</param>
    /// <param name="retryAfter">How long it asked to wait.</param>
    public void Leave(bool throttled, TimeSpan? retryAfter = null)
    {
        lock (guard)
        {
            inFlight--;
            if (throttled) Cut(retryAfter);
            else level = Math.Min(most, level + (1 / level));
            Wake();
        }
    }

    /// <summary>Answers to requests that were sent together say the same thing, so the level is halved once per 100 ms.</summary>
    private void Cut(TimeSpan? retryAfter)
    {
        ThrottledCount++;
        var now = time.GetTimestamp();
        if (lastCut == 0 || time.GetElapsedTime(lastCut, now) >= TimeSpan.FromMilliseconds(100))
        {
            level = Math.Max(1, level / 2);
            lastCut = now;
        }
        if (retryAfter is { } pause)
            closedUntil = Math.Max(closedUntil, now + (long)(Math.Min(pause.TotalSeconds, 30) * time.TimestampFrequency));
    }

    private void Wake()
    {
        var free = (int)level - inFlight;
        while (free-- > 0 && waiting.TryDequeue(out var turn))
            if (!turn.TrySetResult()) free++;
    }
}
