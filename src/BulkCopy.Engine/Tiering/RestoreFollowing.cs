using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Tiering;

/// <summary>The segments that follow when restores are running or done.</summary>
internal static class RestoreFollowing
{
    /// <summary>Entries whose restore is running are asked about when it is due; until then nobody holds them.</summary>
    public static PlannedSegment Poll(IReadOnlyList<ManifestEntry> entries, TimeSpan delay) => Of(SegmentKind.RestorePoll, entries, delay);

    /// <summary>Entries that are asked for again, or for the first time.</summary>
    public static PlannedSegment Restore(IReadOnlyList<ManifestEntry> entries, TimeSpan delay) => Of(SegmentKind.Restore, entries, delay);

    /// <summary>Entries that can be read are copied before all others, so that they do not go away while a long run is busy elsewhere.</summary>
    public static IEnumerable<PlannedSegment> Copy(IReadOnlyList<ManifestEntry> entries)
    {
        var small = entries.Where(entry => !IsLarge(entry)).ToArray();
        if (small.Length > 0) yield return Of(SegmentKind.Retry, small, TimeSpan.Zero) with { IsUrgent = true };
        foreach (var large in entries.Where(IsLarge)) yield return Of(SegmentKind.UploadOpen, [large], TimeSpan.Zero) with { IsUrgent = true };
    }

    private static bool IsLarge(ManifestEntry entry) => entry.Way is CopyWay.PartCopy or CopyWay.RelayParts;

    private static PlannedSegment Of(SegmentKind kind, IReadOnlyList<ManifestEntry> entries, TimeSpan delay) => new()
    {
        Id = default,
        Kind = kind,
        EntryCount = entries.Count,
        ByteCount = entries.Sum(entry => entry.Size),
        EntryIds = [.. entries.Select(entry => entry.Id)],
        Delay = delay,
    };
}
