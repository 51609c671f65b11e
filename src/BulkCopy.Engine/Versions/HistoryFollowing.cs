using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>Segments that go on with a version history. At any time a key has one segment that may write to it: the next is made in the transaction that ends the last.</summary>
internal static class HistoryFollowing
{
    /// <summary>Code of versions that were not copied because an older one failed.</summary>
    public const string Blocked = "BlockedByEarlierVersion";

    /// <summary>How long to wait for work on an older version that another segment does.</summary>
    private static readonly TimeSpan BehindOthers = TimeSpan.FromSeconds(5);

    /// <summary>Goes on behind a version that is finished.</summary>
    public static PlannedSegment Behind(EntryId finished) => Of(finished);

    /// <summary>Waits until an older version is finished.</summary>
    public static PlannedSegment Waiting(ManifestEntry entry) => Of(entry.Id) with { Delay = BehindOthers };

    /// <summary>Tries a version again, and goes on from there. The versions behind it lose no attempt.</summary>
    public static PlannedSegment Again(Outcome outcome, TimeSpan delay) => Of(outcome.Entry) with
    {
        ByteCount = outcome.Bytes,
        Delay = delay,
        AskFirst = outcome.Code == nameof(StoreErrorCode.OutcomeUnknown),
    };

    /// <summary>Goes on from versions of several keys, before everything else: restored copies go away.</summary>
    public static PlannedSegment Restored(IReadOnlyList<EntryId> from) => Of(from[0]) with { EntryCount = from.Count, EntryIds = from, IsUrgent = true };

    /// <summary>Copies a large version in parts, after the destination was found to have nothing in its place. The segment that finishes it goes on with the history.</summary>
    public static PlannedSegment Upload(ManifestEntry entry) =>
        new() { Id = default, Kind = SegmentKind.UploadOpen, EntryCount = 1, ByteCount = entry.Size, EntryIds = [entry.Id] };

    // Tries above 0 tell that the named version is not the oldest of its key.
    private static PlannedSegment Of(EntryId from) => new() { Id = default, Kind = SegmentKind.History, EntryCount = 1, ByteCount = 0, EntryIds = [from], Tries = 1 };
}
