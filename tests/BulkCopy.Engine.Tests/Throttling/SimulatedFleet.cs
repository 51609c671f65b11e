using BulkCopy.Engine.Throttling;

namespace BulkCopy.Engine.Tests.Throttling;

/// <summary>
/// Workers with real gates, and a store that refuses what is above a number of requests in each second of the clock. Time passes in milliseconds; what a
/// worker reads takes a while to arrive. Everything follows from the seed.
/// </summary>
internal sealed class SimulatedFleet
{
    private static readonly FlowTarget Target = new("store", "bucket");
    private readonly ManualClock clock = new();
    private readonly Random random;
    private readonly List<Worker> workers = [];
    private readonly PriorityQueue<Action, long> agenda = new();
    private FlowLevel level = new();
    private long now;
    private long second = -1;
    private int inSecond;

    public SimulatedFleet(int seed, int count, int concurrency, FlowLimit? limit = null)
    {
        random = new Random(seed);
        Limit = limit ?? new FlowLimit();
        for (var i = 0; i < count; i++) Join(concurrency);
    }

    /// <summary>Requests per second that the store serves.</summary>
    public double Ceiling { get; set; } = double.PositiveInfinity;

    /// <summary>What operators allow.</summary>
    public FlowLimit Limit { get; set; }

    /// <summary>From when a request is sent to when it is answered, in milliseconds.</summary>
    public (int Least, int Most) Latency { get; set; } = (5, 20);

    /// <summary>Whether the exchange works.</summary>
    public bool LedgerIsAway { get; set; }

    public long Sent { get; private set; }
    public long Throttled { get; private set; }
    public long Bytes { get; private set; }
    public FlowLevel Level => level;
    public int InFlight => workers.Sum(worker => worker.InFlight);
    public int MostInFlight { get; private set; }
    public IReadOnlyList<Worker> Workers => workers;

    public void Join(int concurrency, Func<int, bool>? wants = null, long bytes = 0)
    {
        var worker = new Worker(workers.Count, new FlowGate(Target, concurrency, clock), concurrency, wants ?? (_ => true), bytes);
        workers.Add(worker);
        // As a worker does before its first request.
        Exchange(worker, TimeSpan.Zero);
        agenda.Enqueue(() => Look(worker), now + random.Next(1, 250));
    }

    /// <summary>What happened in a span of time.</summary>
    public (double Accepted, double ThrottledShare, double Rate) Run(double seconds)
    {
        var (sent, throttled) = (Sent, Throttled);
        for (var end = now + (long)(seconds * 1000); now < end; now++)
        {
            while (agenda.TryPeek(out _, out var at) && at <= now) agenda.Dequeue()();
            foreach (var worker in workers.Where(worker => worker.IsAlive)) Send(worker);
            MostInFlight = Math.Max(MostInFlight, InFlight);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        var (all, refused) = (Sent - sent, Throttled - throttled);
        return ((all - refused) / seconds, all == 0 ? 0 : (double)refused / all, all / seconds);
    }

    /// <summary>The worker stops without a word; its reports count until its lease ends.</summary>
    public void Kill(Worker worker, double leaseSeconds)
    {
        worker.IsAlive = false;
        agenda.Enqueue(() => worker.Report = null, now + (long)(leaseSeconds * 1000));
    }

    private void Send(Worker worker)
    {
        while (worker.InFlight < worker.Concurrency && worker.Wants(worker.InFlight) && worker.Gate.TryEnter(new FlowDemand(worker.Bytes)))
        {
            Sent++;
            Bytes += worker.Bytes;
            worker.InFlight++;
            var refused = IsAbove();
            if (refused) Throttled++;
            agenda.Enqueue(() =>
            {
                worker.InFlight--;
                worker.Gate.Leave(refused);
            }, now + random.Next(Latency.Least, Latency.Most + 1));
        }
    }

    private bool IsAbove()
    {
        if (now / 1000 != second) (second, inSecond) = (now / 1000, 0);
        return ++inSecond > Ceiling;
    }

    private void Look(Worker worker)
    {
        if (!worker.IsAlive) return;
        if (!LedgerIsAway) Exchange(worker, TimeSpan.FromMilliseconds(random.Next(2, 40)));
        agenda.Enqueue(() => Look(worker), now + 250 + random.Next(0, 10));
    }

    private void Exchange(Worker worker, TimeSpan delay)
    {
        var (report, at) = (worker.Gate.Report(), clock.GetUtcNow());
        var isKnown = worker.Report is not null;
        worker.Report = (report, at);
        var use = new FleetUse { Rank = workers.Count(other => other.Number < worker.Number && other.Report is not null) };
        foreach (var other in workers)
            if (other.Report is { } known) use = use.With(known.Report, known.At);
        if (FlowController.Step(level, use, at) is { } next) level = next;
        var (bounds, levelRead) = (Limit.At(at), level);
        var share = FlowShares.Of(bounds, levelRead, use, report, isKnown, at);
        if (delay == TimeSpan.Zero) worker.Gate.SetShare(share, bounds);
        else agenda.Enqueue(() => worker.Gate.SetShare(share, bounds), now + (long)delay.TotalMilliseconds);
    }

    internal sealed class Worker(int number, FlowGate gate, int concurrency, Func<int, bool> wants, long bytes)
    {
        public int Number => number;
        public FlowGate Gate => gate;
        public int Concurrency => concurrency;
        public Func<int, bool> Wants { get; set; } = wants;
        public long Bytes => bytes;
        public bool IsAlive { get; set; } = true;
        public int InFlight { get; set; }
        public (FlowReport Report, DateTimeOffset At)? Report { get; set; }
    }
}
