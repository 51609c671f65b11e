using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Turns a page of a listing into entries and the segments that work on them.</summary>
public sealed class SegmentPlanner(WayPlanner ways)
{
    /// <summary>Objects copied in one request each share a segment up to this many bytes in all.</summary>
    public const long SegmentBytes = 64L << 30;

    /// <summary>Plans a page. Large entries get a segment of their own that opens their upload.</summary>
    /// <param name="objects">Objects in key order.</param>
    /// <param name="reserve">Reserves so many segment numbers in the ledger.</param>
    /// <param name="cancellationToken">Stops the reservation.</param>
    /// <param name="rules">In a tiering run the rule of each object.</param>
    public async Task<(IReadOnlyList<ManifestEntry> Entries, IReadOnlyList<PlannedSegment> Segments)> PlanAsync(
        IReadOnlyList<ListedObject> objects, Func<int, CancellationToken, Task<IReadOnlyList<SegmentId>>> reserve, CancellationToken cancellationToken,
        IReadOnlyList<short>? rules = null)
    {
        if (objects.Count == 0) return ([], []);
        var slices = Slice(objects);
        var large = objects.Count(o => IsLarge(ways.Choose(o.Size)));
        var ids = await reserve(slices.Count + large, cancellationToken).ConfigureAwait(false);
        var entries = new List<ManifestEntry>(objects.Count);
        var segments = new List<PlannedSegment>(slices.Count + large);
        var nextId = slices.Count;
        for (var s = 0; s < slices.Count; s++)
        {
            var (from, to) = slices[s];
            long bytes = 0;
            var count = 0;
            for (var i = from; i < to; i++)
            {
                var entry = Entry(objects[i], ids[s].Entry(i - from), rules?[i]);
                entries.Add(entry);
                if (IsLarge(entry.Way))
                    segments.Add(new PlannedSegment { Id = ids[nextId++], Kind = SegmentKind.UploadOpen, EntryCount = 1, ByteCount = entry.Size, EntryIds = [entry.Id] });
                else (count, bytes) = (count + 1, bytes + entry.Size);
            }
            // Written even when all its entries are large: entries are found by the key range of the segment that numbers them.
            segments.Add(new PlannedSegment { Id = ids[s], Kind = SegmentKind.Objects, EntryCount = count, ByteCount = bytes });
        }
        return (entries, segments);
    }

    private static bool IsLarge(CopyWay way) => way is CopyWay.PartCopy or CopyWay.RelayParts;

    private List<(int From, int To)> Slice(IReadOnlyList<ListedObject> objects)
    {
        var slices = new List<(int, int)>();
        long bytes = 0;
        var from = 0;
        for (var i = 0; i < objects.Count; i++)
        {
            var size = IsLarge(ways.Choose(objects[i].Size)) ? 0 : objects[i].Size;
            if (i > from && (i - from == SegmentId.MostEntries || bytes + size > SegmentBytes))
            {
                slices.Add((from, i));
                (from, bytes) = (i, 0);
            }
            bytes += size;
        }
        slices.Add((from, objects.Count));
        return slices;
    }

    private ManifestEntry Entry(ListedObject listed, EntryId id, short? rule) => new()
    {
        Id = id,
        Key = listed.Key,
        VersionId = listed.VersionId,
        Size = listed.Size,
        ETag = listed.ETag,
        LastModified = listed.LastModified,
        StorageClass = listed.StorageClass,
        Way = ways.Choose(listed.Size),
        Rule = rule,
    };
}
