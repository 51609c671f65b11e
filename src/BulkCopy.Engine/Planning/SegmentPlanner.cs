using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Planning;

/// <summary>Turns a page of objects into entries and the segments that work on them.</summary>
/// <param name="ways">How the objects of each source are copied, by its number.</param>
public sealed class SegmentPlanner(IReadOnlyList<WayPlanner> ways)
{
    /// <summary>Objects copied in one request each share a segment up to this many bytes in all.</summary>
    public const long SegmentBytes = 64L << 30;

    /// <summary>Objects deleted in one request.</summary>
    public const int MostDeletions = 1000;

    /// <summary>Plans a page. Large entries get a segment of their own that opens their upload; deletions are in segments of their own.</summary>
    /// <param name="objects">Objects in key order. Those with an early outcome become entries that no segment works on.</param>
    /// <param name="reserve">Reserves so many segment numbers in the ledger.</param>
    /// <param name="cancellationToken">Stops the reservation.</param>
    public async Task<(IReadOnlyList<ManifestEntry> Entries, IReadOnlyList<PlannedSegment> Segments)> PlanAsync(
        IReadOnlyList<SelectedObject> objects, Func<int, CancellationToken, Task<IReadOnlyList<SegmentId>>> reserve, CancellationToken cancellationToken)
    {
        if (objects.Count == 0) return ([], []);
        var slices = Slice(objects);
        var large = objects.Count(IsLarge);
        var ids = await reserve(slices.Count + large, cancellationToken).ConfigureAwait(false);
        var entries = new List<ManifestEntry>(objects.Count);
        var segments = new List<PlannedSegment>(slices.Count + large);
        var nextId = slices.Count;
        var deletions = new List<EntryId>();
        for (var s = 0; s < slices.Count; s++)
        {
            var (from, to) = slices[s];
            long bytes = 0;
            var count = 0;
            var early = false;
            for (var i = from; i < to; i++)
            {
                var entry = Entry(objects[i], ids[s].Entry(i - from));
                entries.Add(entry);
                if (objects[i].Early is not null) early = true;
                else if (entry.Way == CopyWay.Delete) deletions.Add(entry.Id);
                else if (IsLarge(entry.Way))
                    segments.Add(new PlannedSegment { Id = ids[nextId++], Kind = SegmentKind.UploadOpen, EntryCount = 1, ByteCount = entry.Size, EntryIds = [entry.Id] });
                else (count, bytes) = (count + 1, bytes + entry.Size);
            }
            // Written even when it has nothing to do itself: entries are found by the key range of the segment that numbers them.
            segments.Add(new PlannedSegment { Id = ids[s], Kind = SegmentKind.Objects, EntryCount = count, ByteCount = bytes, HasOutcomes = early });
        }
        segments.AddRange(deletions.Chunk(MostDeletions).Select(some => new PlannedSegment { Id = default, Kind = SegmentKind.Delete, EntryCount = some.Length, ByteCount = 0, EntryIds = some }));
        return (entries, segments);
    }

    private bool IsLarge(SelectedObject selected) => selected.Early is null && IsLarge(Way(selected));

    private CopyWay Way(SelectedObject selected) => selected.Delete ? CopyWay.Delete : ways[selected.Source].Choose(selected.Listed.Size);

    private static bool IsLarge(CopyWay way) => way is CopyWay.PartCopy or CopyWay.RelayParts;

    private List<(int From, int To)> Slice(IReadOnlyList<SelectedObject> objects)
    {
        var slices = new List<(int, int)>();
        long bytes = 0;
        var from = 0;
        for (var i = 0; i < objects.Count; i++)
        {
            var size = objects[i].Early is not null || objects[i].Delete || IsLarge(objects[i]) ? 0 : objects[i].Listed.Size;
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

    private ManifestEntry Entry(SelectedObject selected, EntryId id) => new()
    {
        Id = id,
        Source = selected.Source,
        Key = selected.Listed.Key,
        VersionId = selected.Listed.VersionId,
        Size = selected.Listed.Size,
        ETag = selected.Listed.ETag,
        LastModified = selected.Listed.LastModified,
        StorageClass = selected.Listed.StorageClass,
        Way = Way(selected),
        Rule = selected.Rule,
    };
}
