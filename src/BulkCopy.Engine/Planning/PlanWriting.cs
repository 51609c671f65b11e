using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Writes down what was read as a plan.</summary>
internal sealed class PlanWriting(JobSpec spec, IReadOnlyList<PlannedPlace> places, IObjectStore destination, PlanOptions options)
{
    public JobPlan Write(PlanReading reading)
    {
        var tally = reading.Tally;
        var sample = Sample(reading);
        var factor = sample?.Factor ?? 1;
        AddRunRequests(tally);
        var ways = tally.Ways.Select(way => way with { Objects = Times(way.Objects, factor), Bytes = Times(way.Bytes, factor), Parts = Times(way.Parts, factor) }).ToArray();
        var requests = tally.Requests.Total(factor);
        var totals = new RunTotals { ToDelete = tally.Deletions, SourceSeen = tally.SourceSeen, DestinationSeen = tally.DestinationSeen };
        return new JobPlan
        {
            Name = spec.Name,
            Sources = [.. places.Select(place => place.Location)],
            Destination = spec.Destination,
            AsOf = reading.AsOf,
            Objects = Times(tally.Objects, factor),
            Bytes = Times(tally.Bytes, factor),
            LeftOut = [.. tally.LeftOut.Select(one => one with { Objects = Times(one.Objects, factor), Bytes = Times(one.Bytes, factor) })],
            Ways = ways,
            Deletions = Times(tally.Deletions, factor),
            DeletionRefusal = spec.Compare == ComparePolicy.Mirror && sample is null ? spec.Deletions?.Refusal(totals) : null,
            Overwritten = reading.ListsDestination ? Times(tally.Overwritten, factor) : null,
            OverwrittenBytes = Times(tally.OverwrittenBytes, factor),
            Versioning = reading.Versioning,
            Requests = requests,
            Obstacles = [.. tally.Obstacles.Select(one => one with { Objects = Times(one.Objects, factor), Bytes = Times(one.Bytes, factor) })],
            Notes = [.. PlanNotes.Of(spec, destination, reading), .. places.SelectMany(place => place.Findings).Distinct()],
            Duration = options.Rates.Of(ways, requests.Where(IsWrite).Sum(one => one.Count), requests.Where(one => one is { Side: "source", Api: "ListObjects" or "ListObjectVersions" }).Sum(one => one.Count)),
            Costs = Costs(tally, requests, factor),
            Sample = sample,
        };
    }

    private static bool IsWrite(PlannedRequests one) => one.Side == "destination" && one.Api is "CopyObject" or "PutObject" or "UploadPart" or "UploadPartCopy" or "DeleteObject" or "DeleteObjects";

    /// <summary>Requests that do not belong to a copy: deletions, and what a worker asks when it begins.</summary>
    private void AddRunRequests(PlanTally tally)
    {
        tally.Requests.Destination(spec.Destination.Store, "GetBucketVersioning", MirrorOrConfirm ? 2 : 1);
        if (tally.Deletions == 0) return;
        tally.Requests.Source(spec.Source.Store, "HeadObject", tally.Deletions);
        tally.Requests.Destination(spec.Destination.Store, "DeleteObjects", (tally.Deletions + SegmentPlanner.MostDeletions - 1) / SegmentPlanner.MostDeletions, isEstimate: tally.Deletions > SegmentPlanner.MostDeletions);
    }

    private bool MirrorOrConfirm => spec.Confirm || spec.Compare == ComparePolicy.Mirror;

    private IReadOnlyList<PlanCost> Costs(PlanTally tally, IReadOnlyList<PlannedRequests> requests, double factor)
    {
        var source = places[0].Store.Dialect;
        var pricing = new PlanPricing(options.Prices(source.Name), options.Prices(destination.Dialect.Name), source.DefaultStorageClass, destination.Dialect.DefaultStorageClass);
        return pricing.Of(requests, Scaled(tally.ReadByClass, factor), Times(tally.RelayedBytes, factor), Scaled(tally.WrittenByClass, factor));
    }

    private PlanSample? Sample(PlanReading reading)
    {
        if (!reading.IsSample) return null;
        var seen = reading.Tally.SourceSeen;
        return options.ExpectedObjects is { } expected && expected > seen
            ? new PlanSample(seen, (double)expected / seen, $"The first {seen} objects in key order were looked at, and everything is extrapolated to the {expected} that were named. Other keys may be of other kinds.")
            : new PlanSample(seen, 1, $"Only the first {seen} objects in key order were looked at; there are more, and all numbers are of these alone. Name the number of all by --expect-objects to extrapolate.");
    }

    private static Dictionary<string, long> Scaled(Dictionary<string, long> bytes, double factor) => bytes.ToDictionary(pair => pair.Key, pair => Times(pair.Value, factor));

    private static long Times(long number, double factor) => factor == 1 ? number : (long)Math.Round(number * factor);
}
