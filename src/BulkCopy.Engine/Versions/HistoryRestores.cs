using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;

namespace BulkCopy.Engine.Versions;

/// <summary>
/// Archived versions within histories. A segment that asks for restores, or waits for them, stands for its keys as one that copies does: it names of each the version
/// that the history stands at. Newer ones are asked for with it, so that a history waits about once; they are no part of the segment, and are looked at when their turn comes.
/// </summary>
internal static class HistoryRestores
{
    /// <summary>Segments that ask for the versions that histories stand at, with room for those that are asked for ahead.</summary>
    /// <param name="standing">Outcomes of these versions, and how many archived versions each history has from there on, as far as it is known.</param>
    public static IEnumerable<PlannedSegment> Segments(IEnumerable<(Outcome Outcome, int Archived)> standing)
    {
        var (chunk, asks) = (new List<Outcome>(), 0);
        foreach (var (outcome, archived) in standing)
        {
            if (chunk.Count > 0 && asks + archived > RestoreSegment.MostEntries)
            {
                foreach (var segment in ArchivedSources.RestoreSegments(chunk)) yield return segment;
                (chunk, asks) = ([], 0);
            }
            chunk.Add(outcome);
            asks += archived;
        }
        foreach (var segment in ArchivedSources.RestoreSegments(chunk)) yield return segment;
    }

    /// <summary>How many versions of a stretch, from a place on, are archived and not finished.</summary>
    public static int CountArchived(this RunContext context, HistoryStretch stretch, int from) => stretch.Versions.Skip(from).Count(version => !version.IsFinal && context.IsArchived(version.Entry));

    /// <summary>Archived versions that come behind those named, oldest first: as many as there is room for.</summary>
    public static async Task<IReadOnlyList<PendingEntry>> FindAheadAsync(RunContext context, IReadOnlyList<PendingEntry> named, CancellationToken cancellationToken)
    {
        var room = RestoreSegment.MostEntries - named.Count;
        if (room <= 0 || named.Count == 0) return [];
        var stretches = await context.Ledger.Versions.ReadAsync(context.Run.Id, [.. named.Select(entry => entry.Entry.Id)], cancellationToken).ConfigureAwait(false);
        return [.. stretches.SelectMany(stretch => stretch.Versions.Skip(1)).Where(version => !version.IsFinal && context.IsArchived(version.Entry)).Take(room)
            .Select(version => new PendingEntry(version.Entry, version.Attempts, version.OutcomeUnknown))];
    }

    /// <summary>Goes on with the histories that wait no longer: their versions can be read, or are finished, perhaps by an earlier holder that died before it could say what follows.</summary>
    public static IEnumerable<PlannedSegment> GoOn(LeasedSegment lease, HashSet<EntryId> waiting)
    {
        EntryId[] on = [.. lease.EntryIds!.Where(entry => !waiting.Contains(entry))];
        if (on.Length > 0) yield return HistoryFollowing.Restored(on);
    }
}
