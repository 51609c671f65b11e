using System.Globalization;
using BulkCopy.Engine.Tiering;

namespace BulkCopy.Engine.Planning;

/// <summary>What a run costs, by the price tables of its stores' dialects. A dialect without a table costs nothing here, and a note says so.</summary>
internal sealed class PlanPricing(PriceTable? source, PriceTable? destination, string sourceDefaultClass, string destinationDefaultClass)
{
    private const decimal BytesPerGB = 1L << 30;

    /// <summary>APIs that providers price as reads; listings and all that writes are priced as writes.</summary>
    private static readonly string[] reads = ["HeadObject", "GetObject", "GetObjectTagging", "GetObjectAcl", "GetBucketVersioning", "ListParts"];

    /// <summary>The items that cost something.</summary>
    /// <param name="requests">All requests.</param>
    /// <param name="read">Bytes read, by storage class of the source.</param>
    /// <param name="relayed">Bytes that leave the source's provider or region through workers.</param>
    /// <param name="written">Bytes that the destination stores from then on, by storage class, each object at least as large as its class bills.</param>
    public IReadOnlyList<PlanCost> Of(
        IReadOnlyList<PlannedRequests> requests, IReadOnlyDictionary<string, long> read, long relayed, IReadOnlyDictionary<string, long> written)
    {
        var costs = new List<PlanCost>();
        if (source is not null)
        {
            Requests(costs, requests, "source", source, source.Of(sourceDefaultClass));
            foreach (var (name, bytes) in read) Bytes(costs, $"retrieval from {name}", bytes, source.Of(name).RetrievalPerGB, source.Currency, isMonthly: false);
            Bytes(costs, "traffic out of the source", relayed, source.TrafficOutPerGB, source.Currency, isMonthly: false);
        }
        if (destination is not null)
        {
            Requests(costs, requests, "destination", destination, destination.Of(written.Count == 1 ? written.Keys.First() : destinationDefaultClass));
            foreach (var (name, bytes) in written) Bytes(costs, $"storage in {name}", bytes, destination.Of(name).StoragePerGBMonth, destination.Currency, isMonthly: true);
        }
        return costs;
    }

    private static void Requests(List<PlanCost> costs, IReadOnlyList<PlannedRequests> requests, string side, PriceTable table, ClassPrices prices)
    {
        var reading = requests.Where(one => one.Side == side && reads.Contains(one.Api)).Sum(one => one.Count);
        var writing = requests.Where(one => one.Side == side && !reads.Contains(one.Api)).Sum(one => one.Count);
        Add(costs, new PlanCost($"requests to the {side}", string.Create(CultureInfo.InvariantCulture, $"{writing} writes and listings, {reading} reads"),
            (writing * prices.WritesPer1000 / 1000) + (reading * prices.ReadsPer1000 / 1000), table.Currency, IsMonthly: false));
    }

    private static void Bytes(List<PlanCost> costs, string item, long bytes, decimal perGB, string currency, bool isMonthly)
    {
        var gigabytes = bytes / BytesPerGB;
        Add(costs, new PlanCost(item, string.Create(CultureInfo.InvariantCulture, $"{gigabytes:0.###} GB"), gigabytes * perGB, currency, isMonthly));
    }

    private static void Add(List<PlanCost> costs, PlanCost cost)
    {
        if (cost.Amount > 0) costs.Add(cost);
    }
}
