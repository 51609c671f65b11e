using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Planning;

public sealed class SegmentPlannerTests
{
    private int nextId;

    [Fact]
    public async Task A_page_of_small_objects_is_one_segment_that_numbers_its_entries()
    {
        var (entries, segments) = await PlanAsync(Objects(1000, 10));
        var segment = Assert.Single(segments);
        Assert.Equal(SegmentKind.Objects, segment.Kind);
        Assert.Equal(1000, segment.EntryCount);
        Assert.Equal(segment.Id.Entry(999), entries[999].Id);
    }

    [Fact]
    public async Task A_large_object_gets_a_segment_of_its_own_and_keeps_its_place_in_the_manifest()
    {
        var objects = Objects(3, 10).ToList();
        objects[1] = objects[1] with { Size = 20L << 30 };
        var (entries, segments) = await PlanAsync(objects);
        Assert.Equal(3, entries.Count);
        Assert.Equal(CopyWay.PartCopy, entries[1].Way);
        var open = Assert.Single(segments, s => s.Kind == SegmentKind.UploadOpen);
        Assert.Equal([entries[1].Id], open.EntryIds!);
        Assert.Equal(2, Assert.Single(segments, s => s.Kind == SegmentKind.Objects).EntryCount);
    }

    [Fact]
    public async Task A_segment_ends_at_the_byte_budget()
    {
        var (entries, segments) = await PlanAsync(Objects(200, 1L << 29));
        Assert.True(segments.Count > 1);
        Assert.All(segments, s => Assert.InRange(s.ByteCount, 1, SegmentPlanner.SegmentBytes));
        Assert.Equal(200, segments.Sum(s => s.EntryCount));
        Assert.Equal(200, entries.Select(e => e.Id).Distinct().Count());
    }

    private async Task<(IReadOnlyList<Engine.Manifests.ManifestEntry> Entries, IReadOnlyList<Engine.Manifests.PlannedSegment> Segments)> PlanAsync(IReadOnlyList<ListedObject> objects)
    {
        var planner = new SegmentPlanner([new WayPlanner(serverSide: true, Dialect.Parse("s3").Limits, new CopyOptions())]);
        return await planner.PlanAsync([.. objects.Select(listed => new SelectedObject { Listed = listed })],
            (count, _) => Task.FromResult<IReadOnlyList<SegmentId>>([.. Enumerable.Range(0, count).Select(_ => new SegmentId(++nextId))]), CancellationToken.None);
    }

    private static List<ListedObject> Objects(int count, long size) =>
        [.. Enumerable.Range(0, count).Select(i => new ListedObject { Key = $"k{i:D5}", Size = size, ETag = "e" })];
}
