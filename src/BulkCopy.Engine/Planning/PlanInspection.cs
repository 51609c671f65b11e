using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Asks some of the objects for what listings do not tell, to find what the destination cannot hold.</summary>
internal sealed class PlanInspection(JobSpec spec, IReadOnlyList<PlannedPlace> places, IObjectStore destination)
{
    private const int AtOnce = 16;

    public async Task InspectAsync(PlanReading reading, CancellationToken cancellationToken)
    {
        var found = new List<(ListedObject Listed, string Code, string Message)>();
        await Parallel.ForEachAsync(reading.Inspected, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (item, token) =>
        {
            var (source, listed) = item;
            var head = await places[source].Store.HeadObjectAsync(
                new ReadObjectRequest { Bucket = places[source].Location.Bucket, Key = listed.Key, VersionId = listed.VersionId, CustomerKey = places[source].Key }, token).ConfigureAwait(false);
            if (!head.Succeeded) return;
            foreach (var (code, message) in Problems(head.Value))
                lock (found) found.Add((listed, code, message));
        }).ConfigureAwait(false);

        var factor = reading.Inspected.Count == 0 ? 0 : (double)reading.Copied / reading.Inspected.Count;
        var seen = reading.Inspected.Count == reading.Copied ? "" : $" Extrapolated from {reading.Inspected.Count} of {reading.Copied} objects.";
        foreach (var (listed, code, message) in found.OrderBy(one => one.Listed.Key, StringComparer.Ordinal))
            reading.Tally.Obstruct(code, message + seen, listed, (long)(listed.Size * factor), (long)Math.Round(factor));
    }

    private IEnumerable<(string Code, string Message)> Problems(ObjectProperties properties)
    {
        foreach (var problem in Copying.CarryRules.CarryProblems(spec, properties, [], destination.Dialect)) yield return ("NotCarried", problem);
        if (properties.TagCount > 0 && !destination.Dialect.HasTags) yield return ("TagsLeftBehind", $"{destination.Dialect.Name} has no tags.");
    }
}
