using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Entries to be tried again leave their segment, grouped by when they are due and by whether the destination must be asked first.</summary>
internal static class RetrySegments
{
    public static IEnumerable<PlannedSegment> Of(IEnumerable<Outcome> outcomes, SegmentKind kind, RetrySchedule retries) =>
        outcomes.GroupBy(outcome => (outcome.Attempt, MayHaveTakenEffect: MayHaveTakenEffect(outcome))).Select(group => new PlannedSegment
        {
            Id = default,
            Kind = kind,
            EntryCount = group.Count(),
            ByteCount = kind == SegmentKind.Delete ? 0 : group.Sum(outcome => outcome.Bytes),
            EntryIds = [.. group.Select(outcome => outcome.Entry)],
            Delay = retries.DelayAfter(group.Key.Attempt, group.Key.MayHaveTakenEffect),
            AskFirst = group.Key.MayHaveTakenEffect,
        });

    /// <summary>Whether a request was sent that nobody knows the outcome of. An attempt that broke off unforeseen is taken for one.</summary>
    public static bool MayHaveTakenEffect(Outcome outcome) => outcome.Code is nameof(StoreErrorCode.OutcomeUnknown) or nameof(Unexpected);
}
