using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>
/// Turns a page of versions into entries and the segment that copies them. Entries are numbered as they are listed, newest first, so that nothing has to be
/// turned round and a key with any number of versions passes page by page; a history begins to be copied when its oldest version is in the ledger.
/// </summary>
internal sealed class HistoryPages(RunContext context)
{
    private readonly Selector selector = new(context.Spec.Selection, context.Run.CreatedAt, context.Sources[0].Store.Dialect.DefaultStorageClass);

    /// <summary>Plans a page. One segment numbers its entries, and copies the histories that end in it.</summary>
    public async Task<ManifestPage> PlanAsync(ListingRange range, VersionPage page, CancellationToken cancellationToken)
    {
        var draft = new Draft(range);
        foreach (var version in page.Versions)
        {
            draft.Begin(version.Key);
            var exclusion = selector.ExcludeKey(version.Key);
            if (exclusion is not null && !context.Spec.Selection.RecordLeftOut) draft.LeaveOut(exclusion.Reason, version.Size);
            else draft.Add(version, exclusion is not null ? new EarlyOutcome(OutcomeResult.Skipped, "LeftOut", $"It is {exclusion.Sentence}.") : Impossible(version));
        }
        var open = page.OpenKey is { } key && key == draft.Key;
        if (!open) draft.EndKey();
        var id = draft.Versions.Count == 0 ? default : (await context.Ledger.Manifests.ReserveSegmentIdsAsync(1, cancellationToken).ConfigureAwait(false))[0];
        return Write(draft, page, id, open);
    }

    private EarlyOutcome? Impossible(ListedObject version) =>
        DestinationKeys.Problem(context.Spec.DestinationKey(0, version.Key, version.LastModified), context.Destination.Dialect) is { } problem
            ? new EarlyOutcome(OutcomeResult.Failed, "KeyNotPossible", problem) : null;

    private ManifestPage Write(Draft draft, VersionPage page, SegmentId id, bool open)
    {
        var entries = draft.Versions.Select((version, place) => Entry(version, id.Entry(place))).ToArray();
        var outcomes = draft.Versions.Select((version, place) => version.Early is { } early ? Outcome(entries[place], early) : null).OfType<Outcome>().ToArray();
        EntryId[] from = [.. draft.EndedBefore is { } before ? [before] : Array.Empty<EntryId>(), .. draft.Ended.Select(place => id.Entry(place))];
        // Written even when no history ends here: entries are found by the key range of the segment that numbers them.
        PlannedSegment[] segments = entries.Length + from.Length == 0 ? []
            : [new PlannedSegment { Id = id, Kind = SegmentKind.History, EntryCount = entries.Length - outcomes.Length, ByteCount = entries.Sum(entry => entry.Size), EntryIds = from }];
        return new ManifestPage
        {
            Entries = entries,
            Segments = segments,
            Outcomes = outcomes,
            LeftOut = draft.LeftOut,
            LastKey = page.Versions.Count > 0 ? page.Versions[^1].Key : null,
            LastVersionId = open && page.Versions.Count > 0 ? page.Versions[^1].VersionId : null,
            OpenEntry = !open ? null : draft.OpenPlace is { } place ? id.Entry(place) : draft.OpenBefore,
            OpenVersions = open ? draft.Number : 0,
            IsLast = page.IsLast,
        };
    }

    private ManifestEntry Entry(DraftVersion version, EntryId id) => new()
    {
        Id = id,
        Key = version.Listed.Key,
        VersionId = version.Listed.VersionId,
        VersionNumber = version.Number,
        Size = version.Listed.Size,
        ETag = version.Listed.ETag,
        LastModified = version.Listed.LastModified,
        StorageClass = version.Listed.StorageClass,
        Way = version.Listed.IsDeleteMarker ? CopyWay.DeleteMarker : context.Sources[0].Ways.Choose(version.Listed.Size),
    };

    private Outcome Outcome(ManifestEntry entry, EarlyOutcome early) => new()
    {
        Entry = entry.Id,
        Attempt = 1,
        Final = true,
        Result = early.Result,
        Bytes = entry.Size,
        Code = early.Code,
        Message = early.Message,
        At = context.Time.GetUtcNow(),
    };

    /// <summary>A version that becomes an entry.</summary>
    private readonly record struct DraftVersion(ListedObject Listed, int Number, EarlyOutcome? Early);

    /// <summary>What is gathered of a page.</summary>
    private sealed class Draft(ListingRange range)
    {
        private readonly Dictionary<string, LeftOut> leftOut = [];

        public List<DraftVersion> Versions { get; } = [];
        public IReadOnlyList<LeftOut> LeftOut => [.. leftOut.Values];

        /// <summary>Places of the oldest versions of keys that end in this page.</summary>
        public List<int> Ended { get; } = [];

        /// <summary>The oldest version of a key that had ended with the last page, which could not be known then.</summary>
        public EntryId? EndedBefore { get; private set; }

        /// <summary>The key whose versions are being gathered, and how many it has so far.</summary>
        public string? Key { get; private set; } = range.CursorVersionId is null ? null : range.CursorKey;
        public int Number { get; private set; } = range.OpenVersions;

        /// <summary>Its last version that is to be copied: in this page, or before it.</summary>
        public int? OpenPlace { get; private set; }
        public EntryId? OpenBefore { get; private set; } = range.OpenEntry;

        public void Begin(string key)
        {
            if (key != Key)
            {
                EndKey();
                (Key, Number) = (key, 0);
            }
            Number++;
        }

        public void Add(ListedObject listed, EarlyOutcome? early)
        {
            if (early is null) OpenPlace = Versions.Count;
            Versions.Add(new DraftVersion(listed, Number, early));
        }

        public void LeaveOut(string reason, long bytes)
        {
            var before = leftOut.GetValueOrDefault(reason, new LeftOut(reason, 0, 0));
            leftOut[reason] = before with { Objects = before.Objects + 1, Bytes = before.Bytes + bytes };
        }

        public void EndKey()
        {
            if (OpenPlace is { } place) Ended.Add(place);
            else if (OpenBefore is { } before) EndedBefore = before;
            (OpenPlace, OpenBefore) = (null, null);
        }
    }
}
