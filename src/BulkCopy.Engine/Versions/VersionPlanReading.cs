using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>Reads the listing of versions that a plan is made from. The destination is not listed.</summary>
internal sealed class VersionPlanReading(JobSpec spec, IReadOnlyList<PlannedPlace> places, PlanReading reading, PlanOptions options)
{
    private readonly Selector[] selectors = [.. places.Select(place => new Selector(spec.Selection, reading.AsOf, place.Store.Dialect.DefaultStorageClass))];
    private string? key;
    private bool isDecided;
    private bool isNewest;

    public async Task ReadAsync(ListingBounds part, CancellationToken cancellationToken)
    {
        var place = places[part.Source];
        (string? Key, string? Version) start = (part.After, null);
        ObjectPage page;
        do
        {
            var request = new ListVersionsRequest { Bucket = place.Location.Bucket, Prefix = part.Prefix, KeyMarker = start.Key, VersionIdMarker = start.Version };
            page = (await place.Store.ListVersionsAsync(request, cancellationToken).ConfigureAwait(false)).ValueOrThrow();
            reading.Tally.Requests.Source(place.Location.Store, "ListObjectVersions", 1);
            foreach (var version in page.Objects)
            {
                if (part.Through is { } through && KeyOrder.Compare(version.Key, through) > 0)
                {
                    EndKey();
                    return;
                }
                Add(part.Source, version);
            }
            start = (page.NextKeyMarker, page.NextVersionIdMarker);
            reading.IsSample = start.Key is not null && options.SampleObjects is { } most && reading.Tally.SourceSeen >= most;
        }
        while (start.Key is not null && !reading.IsSample);
        EndKey();
    }

    private void Add(short source, ListedObject version)
    {
        if (version.Key != key)
        {
            EndKey();
            (key, isDecided, isNewest) = (version.Key, false, true);
            // A run looks at what the destination has of a key before it makes its first version.
            if (spec.Versions == VersionScope.All && selectors[source].ExcludeKey(key) is null) reading.Tally.Requests.Destination(spec.Destination.Store, "ListObjectVersions", 1);
        }
        if (spec.Versions == VersionScope.AsOf && !Choose(version)) return;
        reading.Tally.See(version, null);
        if ((spec.Versions == VersionScope.All ? selectors[source].ExcludeKey(version.Key) : selectors[source].Exclude(version)) is { } exclusion) reading.Tally.Leave(exclusion.Reason, version);
        else if (version.IsDeleteMarker) reading.Tally.Mark(source);
        else
        {
            reading.Tally.Copy(source, version, null);
            reading.Remember(source, version);
            // The segment that goes on behind an upload looks again.
            if (spec.Versions == VersionScope.All && !isNewest && places[source].Ways.Choose(version.Size).IsInParts()) reading.Tally.Requests.Destination(spec.Destination.Store, "ListObjectVersions", 1);
        }
        isNewest = false;
    }

    /// <summary>Whether this is the version that was current then, and an object.</summary>
    private bool Choose(ListedObject version)
    {
        if (isDecided || version.LastModified > spec.AsOf) return false;
        isDecided = true;
        if (version.IsDeleteMarker) reading.Tally.Leave("deleted", version);
        return !version.IsDeleteMarker;
    }

    private void EndKey()
    {
        if (key is not null && !isDecided && spec.Versions == VersionScope.AsOf) reading.Tally.Leave("not-yet", new ListedObject { Key = key });
        (key, isDecided) = (null, false);
    }
}
