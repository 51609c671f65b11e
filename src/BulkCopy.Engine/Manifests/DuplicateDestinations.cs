using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Manifests;

/// <summary>Settles entries whose key at the destination is another entry's: they get an outcome with their page and are never written.</summary>
public static class DuplicateDestinations
{
    /// <summary>Code of an entry that would overwrite another entry's copy. It is not tried again.</summary>
    public const string Code = "DuplicateDestination";

    /// <summary>Code of an entry that a manifest names a second time.</summary>
    public const string NamedTwice = "NamedTwice";

    /// <summary>The page without work on these entries.</summary>
    public static ManifestPage Settle(ManifestPage page, IReadOnlyList<DestinationConflict> conflicts)
    {
        if (conflicts.Count == 0) return page;
        var taken = conflicts.ToDictionary(conflict => conflict.Entry);
        var dropped = page.Entries.Where(entry => taken.ContainsKey(entry.Id)).ToList();
        var alone = page.Segments.Where(segment => segment.EntryIds is [var only] && taken.ContainsKey(only)).ToHashSet();
        var large = alone.Select(segment => segment.EntryIds![0]).ToHashSet();
        var smaller = dropped.GroupBy(entry => SegmentId.Of(entry.Id)).ToDictionary(own => own.Key, own => own.Where(entry => !large.Contains(entry.Id)).ToList());
        var keys = page.Destinations!.Keys.ToDictionary(key => key.Entry, key => key.Key);
        return page with
        {
            Segments = [.. page.Segments.Where(segment => !alone.Contains(segment)).Select(segment => smaller.TryGetValue(segment.Id, out var less)
                ? segment with { EntryCount = segment.EntryCount - less.Count, ByteCount = segment.ByteCount - less.Sum(entry => entry.Size), HasOutcomes = true }
                : segment)],
            Outcomes = [.. page.Outcomes, .. dropped.Select(entry => Outcome(page.Destinations, entry, taken[entry.Id].Holder, keys[entry.Id]))],
        };
    }

    /// <summary>What becomes of an entry whose key at the destination another one holds.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="holder">The one that is copied.</param>
    /// <param name="from">Where the holder's object is.</param>
    /// <param name="key">The key of both.</param>
    public static EarlyOutcome Refusal(ManifestEntry entry, ManifestEntry holder, StoreLocation from, string key) =>
        entry.Source == holder.Source && entry.Key == holder.Key && entry.VersionId == holder.VersionId
            ? new(OutcomeResult.Skipped, NamedTwice, "The manifest names it more than once; it is copied once.")
            : new(OutcomeResult.Failed, Code,
                $"Its key at the destination, '{key}', is that of '{holder.Key}'{(holder.VersionId is null ? "" : $" (version {holder.VersionId})")} of {from} too, which is copied.");

    private static Outcome Outcome(DestinationRecord record, ManifestEntry entry, ManifestEntry holder, string key)
    {
        var refusal = Refusal(entry, holder, record.Sources[holder.Source], key);
        return new Outcome
        {
            Entry = entry.Id,
            Attempt = 1,
            Final = true,
            Result = refusal.Result,
            Bytes = entry.Size,
            Code = refusal.Code,
            Message = refusal.Message,
            At = record.At,
        };
    }
}
