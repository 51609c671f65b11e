namespace BulkCopy.Engine.Throttling;

/// <summary>What the whole fleet may do to one bucket at a moment.</summary>
/// <param name="RequestsPerSecond">Requests begun per second; infinite for no bound, 0 lets nothing begin.</param>
/// <param name="BytesPerSecond">Bytes copied per second; infinite for no bound.</param>
/// <param name="InFlight">Requests in flight; <see cref="int.MaxValue"/> for no bound.</param>
public readonly record struct FlowBounds(double RequestsPerSecond, double BytesPerSecond, int InFlight)
{
    /// <summary>No bounds.</summary>
    public static FlowBounds None => new(double.PositiveInfinity, double.PositiveInfinity, int.MaxValue);
}
