namespace BulkCopy.Engine.Throttling;

/// <summary>What a request asks of a gate beyond being one request.</summary>
/// <param name="Bytes">Bytes that the store copies for it.</param>
/// <param name="IsListing">Whether it feeds copies rather than being one: those take turns with copies, however many of these wait.</param>
public readonly record struct FlowDemand(long Bytes = 0, bool IsListing = false)
{
    /// <summary>A request of a listing.</summary>
    public static FlowDemand Listing => new(IsListing: true);
}
