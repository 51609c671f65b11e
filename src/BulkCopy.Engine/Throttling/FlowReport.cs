namespace BulkCopy.Engine.Throttling;

/// <summary>What one worker tells the others about one bucket, several times a second.</summary>
public readonly record struct FlowReport
{
    /// <summary>The bucket.</summary>
    public required FlowTarget Target { get; init; }
    /// <summary>Requests of the last second that the store did not throttle.</summary>
    public double Accepted { get; init; }
    /// <summary>The same of the second before.</summary>
    public double AcceptedBefore { get; init; }
    /// <summary>Bytes of the last second.</summary>
    public double BytesPerSecond { get; init; }
    /// <summary>Most requests in flight at one time since the last report but one.</summary>
    public int InFlight { get; init; }
    /// <summary>Requests that wait for their turn now.</summary>
    public int Waiting { get; init; }
    /// <summary>Requests in flight that this worker is set to at most.</summary>
    public int Most { get; init; }
    /// <summary>Whether requests waited because of the rate.</summary>
    public bool IsHungry { get; init; }
    /// <summary>Whether requests waited because of the bytes.</summary>
    public bool IsHungryForBytes { get; init; }
    /// <summary>Throttled requests of the last minute.</summary>
    public int ThrottledPerMinute { get; init; }
    /// <summary>How long ago the last request was throttled; <c>null</c> for never.</summary>
    public TimeSpan? ThrottledAgo { get; init; }
    /// <summary>The share that this worker had.</summary>
    public FlowBounds Share { get; init; }
    /// <summary>The limits of the whole fleet that this worker saw in force.</summary>
    public FlowBounds Bounds { get; init; }
}
