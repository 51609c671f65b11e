using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Adds up what a job would do, object by object, in memory that does not grow with their number.</summary>
internal sealed class PlanTally(JobSpec spec, IReadOnlyList<PlannedPlace> sources, IObjectStore destination, BucketVersioning? versioning)
{
    private readonly CopyForecast forecast = new(spec, destination, versioning);
    private readonly Dictionary<string, LeftOut> leftOut = [];
    private readonly Dictionary<(CopyWay Way, string Reason), PlannedWay> ways = [];
    private readonly Dictionary<string, PlanObstacle> obstacles = [];

    public RequestForecast Requests => forecast.Requests;
    public long Objects { get; private set; }
    public long Bytes { get; private set; }
    public long Deletions { get; private set; }
    public long Overwritten { get; private set; }
    public long OverwrittenBytes { get; private set; }
    public long SourceSeen { get; private set; }
    public long DestinationSeen { get; private set; }
    public long RelayedBytes { get; private set; }
    public Dictionary<string, long> ReadByClass { get; } = [];
    public Dictionary<string, long> WrittenByClass { get; } = [];
    public IReadOnlyList<LeftOut> LeftOut => [.. leftOut.Values.OrderByDescending(one => one.Objects).ThenBy(one => one.Reason, StringComparer.Ordinal)];
    public IReadOnlyList<PlannedWay> Ways => [.. ways.Values.OrderBy(way => way.Way).ThenBy(way => way.Reason, StringComparer.Ordinal)];
    public IReadOnlyList<PlanObstacle> Obstacles => [.. obstacles.Values.OrderByDescending(one => one.Objects).ThenBy(one => one.Code, StringComparer.Ordinal)];

    /// <summary>Counts what both places have.</summary>
    public void See(ListedObject? source, ListedObject? other)
    {
        SourceSeen += source is null ? 0 : 1;
        DestinationSeen += other is null ? 0 : 1;
        if (source is null) return;
        Objects++;
        Bytes += source.Size;
    }

    public void Leave(string reason, ListedObject listed)
    {
        var before = leftOut.GetValueOrDefault(reason, new LeftOut(reason, 0, 0));
        leftOut[reason] = before with { Objects = before.Objects + 1, Bytes = before.Bytes + listed.Size };
    }

    public void Delete() => Deletions++;

    /// <summary>Counts a delete marker of a history.</summary>
    public void Mark(short number)
    {
        Requests.Destination(spec.Destination.Store, "DeleteObject", 1);
        AddWay(sources[number], CopyWay.DeleteMarker, 0, 0);
    }

    /// <summary>Counts a copy, or why it will not be made.</summary>
    /// <param name="number">Number of the source.</param>
    /// <param name="listed">The object.</param>
    /// <param name="other">What the destination has under its key, as far as is known.</param>
    public void Copy(short number, ListedObject listed, ListedObject? other)
    {
        var place = sources[number];
        if (Impossible(place, number, listed) is var (code, message))
        {
            Obstruct(code, message, listed, listed.Size);
            return;
        }
        if (other is not null && spec.Copy.ForbidOverwrite)
        {
            Leave("Present", listed);
            forecast.AddPresent(place);
            return;
        }
        var way = place.Ways.Choose(listed.Size);
        var layout = way.IsInParts() ? PartLayout.For(listed.Size, PartSize(way), destination.Dialect.Limits) : null;
        forecast.AddCopy(place, listed, way, layout);
        AddWay(place, way, listed.Size, layout?.Count ?? 0);
        if (other is not null) (Overwritten, OverwrittenBytes) = (Overwritten + 1, OverwrittenBytes + other.Size);
        AddBytes(place, listed, way);
    }

    /// <summary>Counts what is not carried, or not copied.</summary>
    public void Obstruct(string code, string message, ListedObject listed, long bytes, long objects = 1)
    {
        var before = obstacles.GetValueOrDefault(code, new PlanObstacle(code, message, 0, 0, listed.Key));
        obstacles[code] = before with { Objects = before.Objects + objects, Bytes = before.Bytes + bytes };
    }

    private (string Code, string Message)? Impossible(PlannedPlace place, short number, ListedObject listed)
    {
        var limits = destination.Dialect.Limits;
        if (DestinationKeys.Problem(spec.DestinationKey(number, listed.Key, listed.LastModified), destination.Dialect, limits) is { } problem) return ("KeyNotPossible", problem);
        if (listed.Size > 0 && PartLayout.For(listed.Size, spec.Copy.PartSizeBytes, limits) is null)
            return ("TooLarge", $"{destination.Dialect.Name} holds objects of at most {limits.ObjectBytes} bytes.");
        var archived = listed.StorageClass is { } name && place.Store.Dialect.StorageClasses.IsArchive(name);
        if (!archived) return null;
        if (spec.Restore is null) return ("Archived", $"Objects in {listed.StorageClass} must be restored before they are copied: say --restore-tier.");
        forecast.AddRestore(place);
        return null;
    }

    private long PartSize(CopyWay way) => way == CopyWay.RelayParts ? Math.Min(spec.Copy.RelayPartSizeBytes, RelayPart.LargestHeldBytes) : spec.Copy.PartSizeBytes;

    private void AddWay(PlannedPlace place, CopyWay way, long size, int parts)
    {
        var key = (way, place.ReasonOf(way));
        var before = ways.GetValueOrDefault(key, new PlannedWay(way, key.Item2, 0, 0, 0));
        ways[key] = before with { Objects = before.Objects + 1, Bytes = before.Bytes + size, Parts = before.Parts + parts };
    }

    private void AddBytes(PlannedPlace place, ListedObject listed, CopyWay way)
    {
        var from = listed.StorageClass ?? place.Store.Dialect.DefaultStorageClass;
        var to = spec.Copy.StorageClassMap.GetValueOrDefault(from) ?? spec.Copy.StorageClass ?? destination.Dialect.DefaultStorageClass;
        ReadByClass[from] = ReadByClass.GetValueOrDefault(from) + listed.Size;
        WrittenByClass[to] = WrittenByClass.GetValueOrDefault(to) + Math.Max(listed.Size, destination.Dialect.Class(to)?.MinBilledBytes ?? 0);
        if (way is CopyWay.Relay or CopyWay.RelayParts) RelayedBytes += listed.Size;
    }
}
