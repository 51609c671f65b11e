namespace BulkCopy.Engine.Planning;

/// <summary>Counts the requests of a run in which nothing fails.</summary>
internal sealed class RequestForecast
{
    private readonly Dictionary<(string Side, string Store, string Api), (double Count, bool IsEstimate)> counts = [];

    /// <summary>Adds requests to a source.</summary>
    public void Source(string store, string api, long count, bool isEstimate = false) => Add("source", store, api, count, isEstimate);

    /// <summary>Adds requests to the destination.</summary>
    public void Destination(string store, string api, long count, bool isEstimate = false) => Add("destination", store, api, count, isEstimate);

    /// <summary>Everything counted, times <paramref name="factor"/>.</summary>
    public IReadOnlyList<PlannedRequests> Total(double factor) =>
    [
        .. counts.Where(pair => pair.Value.Count > 0)
            .Select(pair => new PlannedRequests(pair.Key.Side, pair.Key.Store, pair.Key.Api, (long)Math.Ceiling(pair.Value.Count * factor), pair.Value.IsEstimate))
            .OrderByDescending(one => one.Side, StringComparer.Ordinal).ThenByDescending(one => one.Count).ThenBy(one => one.Api, StringComparer.Ordinal),
    ];

    private void Add(string side, string store, string api, long count, bool isEstimate)
    {
        var (known, estimated) = counts.GetValueOrDefault((side, store, api));
        counts[(side, store, api)] = (known + count, estimated || isEstimate);
    }
}
