namespace BulkCopy.Engine.Throttling;

/// <summary>
/// Where a worker's requests to one bucket wait for their turn: requests in flight, requests per second and bytes per second, as far as this worker's
/// share of the fleet's goes. Costs one lock and allocates nothing while there is nothing to wait for.
/// </summary>
public sealed class FlowGate
{
    private const int SlotsPerSecond = 4;
    private const int MostThrottledInARow = 8;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly int most;
    private readonly TimeProvider time;
    private readonly Lock guard = new();
    private readonly Queue<Waiter> copying = new();
    private readonly Queue<Waiter> listing = new();
    private readonly RateBucket requests;
    private readonly RateBucket bytes;
    private readonly SlidingCount accepted;
    private readonly SlidingCount streamed;
    private readonly SlidingCount throttled;
    private ITimer? alarm;
    private long alarmAt = long.MaxValue;
    private FlowBounds share = FlowBounds.None;
    private FlowBounds bounds = FlowBounds.None;
    private int inFlight;
    private int mostInFlight;
    private int peak;
    private int peakBefore;
    private int throttledInARow;
    private long throttledCount;
    private long throttledAt;
    private long closedUntil;
    private long usedAt;
    private bool isHungry;
    private bool isHungryForBytes;
    private bool isCutHere;
    private bool listingIsNext;

    /// <summary>A gate without limits.</summary>
    /// <param name="target">The bucket behind it.</param>
    /// <param name="most">Requests in flight that this worker is set to at most.</param>
    /// <param name="time">The clock.</param>
    public FlowGate(FlowTarget target, int most, TimeProvider time)
    {
        (Target, this.most, this.time, mostInFlight) = (target, most, time, most);
        (requests, bytes) = (new RateBucket(time, 1), new RateBucket(time, 64 << 10));
        accepted = new SlidingCount(3 * SlotsPerSecond, TimeSpan.FromSeconds(1.0 / SlotsPerSecond), time);
        streamed = new SlidingCount(2 * SlotsPerSecond, TimeSpan.FromSeconds(1.0 / SlotsPerSecond), time);
        throttled = new SlidingCount(61, TimeSpan.FromSeconds(1), time);
        usedAt = time.GetTimestamp();
    }

    /// <summary>The bucket behind the gate.</summary>
    public FlowTarget Target { get; }

    /// <summary>Requests that may be in flight now.</summary>
    public int Level
    {
        get { lock (guard) return mostInFlight; }
    }

    /// <summary>Requests that the store asked to slow down.</summary>
    public long ThrottledCount => Interlocked.Read(ref throttledCount);

    /// <summary>Whether so many requests wait that more would not help.</summary>
    public bool IsSaturated
    {
        get { lock (guard) return copying.Count > Math.Max(4, inFlight); }
    }

    /// <summary>For how long no request has come.</summary>
    public TimeSpan IdleFor
    {
        get { lock (guard) return inFlight + copying.Count + listing.Count > 0 ? TimeSpan.Zero : time.GetElapsedTime(usedAt); }
    }

    /// <summary>Waits until a request may begin. Each must end with <see cref="Leave"/>.</summary>
    /// <param name="demand">What it asks for.</param>
    /// <param name="stopping">Begin nothing more: gives the turn up by an exception of its own.</param>
    /// <param name="cancellationToken">Stop now.</param>
    public ValueTask EnterAsync(FlowDemand demand, CancellationToken stopping, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (guard)
        {
            var now = time.GetTimestamp();
            if (copying.Count + listing.Count == 0 && MayBegin(demand, now))
            {
                Begin(demand, now);
                return ValueTask.CompletedTask;
            }
            waiter = new Waiter(demand);
            (demand.IsListing ? listing : copying).Enqueue(waiter);
            Pump(now);
        }
        return new ValueTask(WaitAsync(waiter, stopping, cancellationToken));
    }

    /// <summary>Begins a request if it need not wait.</summary>
    public bool TryEnter(FlowDemand demand)
    {
        lock (guard)
        {
            var now = time.GetTimestamp();
            if (copying.Count + listing.Count > 0 || !MayBegin(demand, now)) return false;
            Begin(demand, now);
            return true;
        }
    }

    /// <summary>Ends a request.</summary>
    /// <param name="isThrottled">The store asked for less.</param>
    /// <param name="retryAfter">How long it asked to wait.</param>
    public void Leave(bool isThrottled, TimeSpan? retryAfter = null)
    {
        lock (guard)
        {
            var now = usedAt = time.GetTimestamp();
            inFlight--;
            if (isThrottled) Cut(now, retryAfter);
            else
            {
                throttledInARow = 0;
                accepted.Add(now, 1);
            }
            Pump(now);
        }
    }

    /// <summary>Waits until bytes of a stream may flow, and counts them.</summary>
    public ValueTask TakeBytesAsync(int count, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            if (TryTakeBytes(count, time.GetTimestamp())) return ValueTask.CompletedTask;
        }
        return new ValueTask(WaitForBytesAsync(count, cancellationToken));
    }

    /// <summary>Sets this worker's share of what the fleet may do.</summary>
    /// <param name="next">The share.</param>
    /// <param name="fleet">What operators allow the whole fleet, to be reported.</param>
    public void SetShare(in FlowBounds next, in FlowBounds fleet)
    {
        lock (guard)
        {
            var now = time.GetTimestamp();
            (share, bounds) = (next, fleet);
            mostInFlight = Math.Min(most, next.InFlight);
            // The fleet does not know yet what this worker was told a moment ago.
            var isAhead = isCutHere && double.IsPositiveInfinity(next.RequestsPerSecond) && time.GetElapsedTime(throttledAt, now) < FlowController.Hold;
            if (!isAhead) requests.SetRate(next.RequestsPerSecond, now);
            isCutHere = isAhead;
            bytes.SetRate(next.BytesPerSecond, now);
            Pump(now);
        }
    }

    /// <summary>Uses less of the share, because it is old: others may have come, or been told to slow down.</summary>
    public void Distrust()
    {
        lock (guard)
        {
            var now = time.GetTimestamp();
            if (!double.IsPositiveInfinity(share.RequestsPerSecond)) requests.SetRate(Math.Min(requests.Rate, 0.8 * share.RequestsPerSecond), now);
            if (!double.IsPositiveInfinity(share.BytesPerSecond)) bytes.SetRate(0.8 * share.BytesPerSecond, now);
        }
    }

    /// <summary>What the other workers should know.</summary>
    public FlowReport Report()
    {
        lock (guard)
        {
            var now = time.GetTimestamp();
            var report = new FlowReport
            {
                Target = Target,
                Accepted = Math.Max(accepted.Sum(now, 0, SlotsPerSecond), accepted.Sum(now, 1, SlotsPerSecond)),
                AcceptedBefore = accepted.Sum(now, 1 + SlotsPerSecond, SlotsPerSecond),
                BytesPerSecond = streamed.Sum(now, 1, SlotsPerSecond),
                InFlight = Math.Max(peak, peakBefore),
                Waiting = copying.Count + listing.Count,
                Most = most,
                IsHungry = isHungry,
                IsHungryForBytes = isHungryForBytes,
                ThrottledPerMinute = (int)throttled.Sum(now, 0, 60),
                ThrottledAgo = throttledCount == 0 ? null : time.GetElapsedTime(throttledAt, now),
                Share = share with { RequestsPerSecond = requests.Rate, InFlight = mostInFlight },
                Bounds = bounds,
            };
            (peakBefore, peak) = (peak, inFlight);
            isHungry = isHungryForBytes = false;
            // Who waits still says so again.
            if (report.Waiting > 0) Pump(now);
            return report;
        }
    }

    private bool MayBegin(in FlowDemand demand, long now)
    {
        if (inFlight >= mostInFlight || now < closedUntil) return false;
        if (!requests.Has(1, now))
        {
            isHungry = true;
            return false;
        }
        if (demand.Bytes == 0 || bytes.Has(1, now)) return true;
        isHungryForBytes = true;
        return false;
    }

    private void Begin(in FlowDemand demand, long now)
    {
        usedAt = now;
        requests.Take(1);
        if (demand.Bytes > 0)
        {
            bytes.Take(demand.Bytes);
            streamed.Add(now, demand.Bytes);
        }
        if (++inFlight > peak) peak = inFlight;
    }

    /// <summary>Does at once, for this worker, what the fleet does with the next exchange.</summary>
    private void Cut(long now, TimeSpan? retryAfter)
    {
        throttledCount++;
        throttledAt = now;
        throttled.Add(now, 1);
        if (!isCutHere)
        {
            var rate = requests.IsUnlimited ? Math.Max(1, accepted.Sum(now, 0, SlotsPerSecond + 1)) : requests.Rate;
            requests.SetRate(FlowController.AfterCut * rate, now);
            isCutHere = true;
        }
        // Nothing else comes back: ask more and more rarely.
        var rounds = Math.Min(++throttledInARow / MostThrottledInARow, 6);
        var pause = rounds == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(25 * (1 << rounds));
        if (retryAfter > pause) pause = retryAfter.Value;
        if (pause > LongestPause) pause = LongestPause;
        closedUntil = Math.Max(closedUntil, now + Ticks(pause));
    }

    private bool TryTakeBytes(int count, long now)
    {
        if (!bytes.Has(1, now))
        {
            isHungryForBytes = true;
            return false;
        }
        usedAt = now;
        bytes.Take(count);
        streamed.Add(now, count);
        return true;
    }

    private async Task WaitForBytesAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (guard)
            {
                var now = time.GetTimestamp();
                if (TryTakeBytes(count, now)) return;
                wait = bytes.Until(1, now);
            }
            // Not to the end of a long wait: the share may have grown meanwhile.
            await Task.Delay(Between(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(250)), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WaitAsync(Waiter waiter, CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var atOnce = cancellationToken.UnsafeRegister(static one => ((Waiter)one!).TrySetCanceled(CancellationToken.None), waiter);
        using var softly = stopping.UnsafeRegister(static one => ((Waiter)one!).TrySetCanceled(CancellationToken.None), waiter);
        try
        {
            await waiter.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TurnGivenUpException();
        }
    }

    /// <summary>Lets begin who may. Listings and copies take turns while both wait.</summary>
    private void Pump(long now)
    {
        while (Next() is { } queue)
        {
            var waiter = queue.Peek();
            if (!waiter.Task.IsCompleted)
            {
                if (!MayBegin(waiter.Demand, now))
                {
                    SetAlarm(waiter.Demand, now);
                    return;
                }
                if (waiter.TrySetResult())
                {
                    Begin(waiter.Demand, now);
                    listingIsNext = !waiter.Demand.IsListing;
                }
            }
            queue.Dequeue();
        }
    }

    private Queue<Waiter>? Next() =>
        listing.Count > 0 && (listingIsNext || copying.Count == 0) ? listing : copying.Count > 0 ? copying : null;

    /// <summary>Who waits for requests in flight is woken by one that ends.</summary>
    private void SetAlarm(in FlowDemand demand, long now)
    {
        if (inFlight >= mostInFlight) return;
        var wait = closedUntil > now ? time.GetElapsedTime(now, closedUntil) : requests.Until(1, now);
        if (demand.Bytes > 0 && bytes.Until(1, now) is var later && later > wait) wait = later;
        if (wait == TimeSpan.MaxValue) return;
        wait = Between(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        var at = now + Ticks(wait);
        if (alarmAt <= at && alarmAt > now) return;
        alarmAt = at;
        alarm ??= time.CreateTimer(static gate => ((FlowGate)gate!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        alarm.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        lock (guard)
        {
            alarmAt = long.MaxValue;
            Pump(time.GetTimestamp());
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private static TimeSpan Between(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;

    private sealed class Waiter(FlowDemand demand) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public FlowDemand Demand => demand;
    }
}
