namespace BulkCopy.Engine.Throttling;

/// <summary>The reports of all live workers about one bucket, added up.</summary>
public readonly record struct FleetUse
{
    /// <summary>Workers that report.</summary>
    public int Workers { get; init; }
    /// <summary>Workers with a smaller number than this one.</summary>
    public int Rank { get; init; }
    /// <summary>Workers whose requests waited because of the rate.</summary>
    public int Hungry { get; init; }
    /// <summary>Requests per second of the others.</summary>
    public double CalmRate { get; init; }
    /// <summary>Workers whose requests waited because of the bytes.</summary>
    public int HungryForBytes { get; init; }
    /// <summary>Bytes per second of the others.</summary>
    public double CalmBytes { get; init; }
    /// <summary>Requests of the last second that the store did not throttle.</summary>
    public double Accepted { get; init; }
    /// <summary>The same of the second before.</summary>
    public double AcceptedBefore { get; init; }
    /// <summary>Requests in flight.</summary>
    public int InFlight { get; init; }
    /// <summary>Requests in flight that the workers are set to at most.</summary>
    public int Most { get; init; }
    /// <summary>When a request was last throttled, by the database's clock.</summary>
    public DateTimeOffset? ThrottledAt { get; init; }

    /// <summary>With one more report.</summary>
    public FleetUse With(in FlowReport report, DateTimeOffset now)
    {
        var throttledAt = now - report.ThrottledAgo;
        return this with
        {
            Workers = Workers + 1,
            Hungry = Hungry + (report.IsHungry ? 1 : 0),
            CalmRate = CalmRate + (report.IsHungry ? 0 : report.Accepted),
            HungryForBytes = HungryForBytes + (report.IsHungryForBytes ? 1 : 0),
            CalmBytes = CalmBytes + (report.IsHungryForBytes ? 0 : report.BytesPerSecond),
            Accepted = Accepted + report.Accepted,
            AcceptedBefore = AcceptedBefore + report.AcceptedBefore,
            InFlight = InFlight + report.InFlight,
            Most = Most + report.Most,
            ThrottledAt = ThrottledAt is null || throttledAt > ThrottledAt ? throttledAt ?? ThrottledAt : ThrottledAt,
        };
    }
}
