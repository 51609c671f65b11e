namespace BulkCopy.Engine.Throttling;

/// <summary>Limits of a bucket as an operator, or configuration, sets them. They hold for all workers together.</summary>
public sealed record FlowLimit
{
    /// <summary>Requests begun per second; <c>null</c> for no limit.</summary>
    public double? RequestsPerSecond { get; init; }
    /// <summary>Bytes per second; <c>null</c> for no limit. A server-side copy counts its object's bytes, a relay what it streams.</summary>
    public long? BytesPerSecond { get; init; }
    /// <summary>Requests in flight; <c>null</c> for no limit.</summary>
    public int? InFlight { get; init; }
    /// <summary>Times of the week with limits of their own; the first that holds wins over the limits above, for what it names.</summary>
    public IReadOnlyList<FlowWindow> Windows { get; init; } = [];

    /// <summary>Whether it limits nothing at any time.</summary>
    public bool IsEmpty => RequestsPerSecond is null && BytesPerSecond is null && InFlight is null && Windows.Count == 0;

    /// <summary>The bounds at a moment.</summary>
    public FlowBounds At(DateTimeOffset now)
    {
        var window = Windows.FirstOrDefault(one => one.Holds(now));
        return new FlowBounds(
            window?.RequestsPerSecond ?? RequestsPerSecond ?? double.PositiveInfinity,
            window?.BytesPerSecond ?? BytesPerSecond ?? double.PositiveInfinity,
            window?.InFlight ?? InFlight ?? int.MaxValue);
    }
}
