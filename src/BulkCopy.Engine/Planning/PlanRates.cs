using System.Globalization;

namespace BulkCopy.Engine.Planning;

/// <summary>Rates that the time of a run is computed from. The defaults are assumptions, not promises: measure yours with a small run.</summary>
public sealed record PlanRates
{
    /// <summary>Requests in flight at most. Default 96, as a worker's.</summary>
    public int Concurrency { get; init; } = 96;
    /// <summary>How long a copy request of a small object takes. Default 60 ms.</summary>
    public TimeSpan CopyLatency { get; init; } = TimeSpan.FromMilliseconds(60);
    /// <summary>How fast a store copies the bytes of one request, bytes per second. Default 120 MiB/s.</summary>
    public double CopyBytesPerSecond { get; init; } = 120 << 20;
    /// <summary>How fast workers relay in all, bytes per second. Default 110 MiB/s, a network of 1 Gbit/s.</summary>
    public double RelayBytesPerSecond { get; init; } = 110 << 20;
    /// <summary>Copy and write requests per second that the destination allows; <c>null</c>: no limit.</summary>
    public double? RequestsPerSecond { get; init; }
    /// <summary>Pages of listings per second in all. Default 20: four listers, 200 ms a page.</summary>
    public double ListPagesPerSecond { get; init; } = 20;

    /// <summary>How long the work takes: its steps run at the same time, so it is the longest of them.</summary>
    /// <param name="ways">What is copied.</param>
    /// <param name="writes">Write requests to the destination.</param>
    /// <param name="pages">Pages listed.</param>
    public PlanDuration Of(IReadOnlyList<PlannedWay> ways, long writes, long pages)
    {
        var server = ways.Where(way => way.Way is CopyWay.Copy or CopyWay.PartCopy).ToArray();
        var relay = ways.Where(way => way.Way is CopyWay.Relay or CopyWay.RelayParts).ToArray();
        var inFlight = ((writes * CopyLatency.TotalSeconds) + (server.Sum(way => way.Bytes) / CopyBytesPerSecond)) / Concurrency;
        (double Seconds, string Limit)[] steps =
        [
            (pages / ListPagesPerSecond, "listing"),
            (inFlight, "requests in flight"),
            (relay.Sum(way => way.Bytes) / RelayBytesPerSecond, "bytes relayed through workers"),
            (RequestsPerSecond is { } most ? writes / most : 0, "requests per second"),
        ];
        var (seconds, limit) = steps.MaxBy(step => step.Seconds);
        return new PlanDuration(TimeSpan.FromSeconds(Math.Ceiling(Math.Min(seconds, 1e9))), limit, [.. Assumptions(relay.Length > 0)]);
    }

    private IEnumerable<string> Assumptions(bool relays)
    {
        yield return Text($"{Concurrency} requests in flight, {CopyLatency.TotalMilliseconds:0} ms for each, and {CopyBytesPerSecond / (1 << 20):0} MiB/s for the bytes of each (assumed).");
        yield return Text($"{ListPagesPerSecond:0} pages listed per second (assumed).");
        if (relays) yield return Text($"{RelayBytesPerSecond / (1 << 20):0} MiB/s through all workers together (assumed: --relay-rate).");
        yield return RequestsPerSecond is { } most ? Text($"{most:0.#} write requests per second at the destination (given).") : "No limit on requests per second at the destination (--requests-per-second).";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
