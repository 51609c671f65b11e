using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Sources in archive classes: an attempt at one ends as <see cref="OutcomeResult.Restoring"/> until the store can read it.</summary>
internal static class ArchivedSources
{
    /// <summary>An outcome if the entry must be restored first; <c>null</c> if it can be copied now, or if the job does not restore.</summary>
    public static async Task<Outcome?> AwaitRestoreAsync(this Attempt attempt, PendingEntry pending, CancellationToken cancellationToken)
    {
        var context = attempt.Context;
        if (context.Restore is null || !context.IsArchived(attempt.Entry)) return null;
        // Versions of a history are asked for ahead of their turn, and may be readable at the first attempt.
        if (pending.Attempts == 0 && !context.CopiesHistories) return attempt.Restoring($"The source is in class {attempt.Entry.StorageClass}.");
        var head = await context.HeadSourceAsync(attempt.Entry, cancellationToken).ConfigureAwait(false);
        return head.Succeeded ? attempt.AwaitRestore(head.Value) : attempt.FromError(head.Error);
    }

    /// <summary>Whether the entry was listed in a class that cannot be read without being restored.</summary>
    public static bool IsArchived(this RunContext context, ManifestEntry entry) => context.SourceOf(entry).Store.Dialect.StorageClasses.IsArchive(entry.StorageClass);

    /// <summary>The same for an object that has just been asked about.</summary>
    public static Outcome? AwaitRestore(this Attempt attempt, ObjectProperties source)
    {
        var context = attempt.Context;
        if (context.Restore is not { } policy || !context.SourceOf(attempt.Entry).Store.Dialect.StorageClasses.IsArchive(source.StorageClass)) return null;
        return IsReadable(source, policy, context.Time) ? null : attempt.Restoring(source.Restore switch
        {
            null => "The source is archived and not restored.",
            { InProgress: true } => "The source is being restored.",
            { ExpiresAt: var at } => $"The restored copy goes away at {at:u}.",
        });
    }

    /// <summary>Whether the restored copy stays long enough to be copied, by the store's own clock.</summary>
    public static bool IsReadable(ObjectProperties source, RestorePolicy policy, TimeProvider time) =>
        source.Restore is { InProgress: false } restored
        && (restored.ExpiresAt is not { } expiry || expiry - (source.AnsweredAt ?? time.GetUtcNow()) > policy.ExpiryMargin);

    /// <summary>What restoring an entry costs, for the cap and the ledger.</summary>
    public static decimal RestoreCost(this RunContext context, ManifestEntry entry)
    {
        if (context.Tiering is { } tiering) return tiering.RestoreCost(entry);
        return context.Restore is { Prices: { } prices } restore && entry.StorageClass is { } archived
            ? new TransitionPricing(prices, context.SourceOf(entry).Store.Dialect, restore, context.Spec.Copy.PartSizeBytes, context.Run.CreatedAt).RestoreOf(archived, entry.Size)
            : 0;
    }

    public static Outcome Restoring(this Attempt attempt, string why) => attempt.Context.Retries.Allows(attempt.Number)
        ? attempt.Ended(OutcomeResult.Restoring, final: false, nameof(OutcomeResult.Restoring), why)
        : attempt.FailedForGood("RestoreExpired", $"{why} It was asked for {attempt.Number} times.");

    /// <summary>Segments that ask for restores are small: a worker sends one at the allowed pace and is free again. They go first, because what they begin takes hours.</summary>
    public static IEnumerable<PlannedSegment> RestoreSegments(IEnumerable<Outcome> outcomes) =>
        outcomes.Chunk(RestoreSegment.MostEntries).Select(chunk => new PlannedSegment
        {
            Id = default,
            Kind = SegmentKind.Restore,
            EntryCount = chunk.Length,
            ByteCount = chunk.Sum(outcome => outcome.Bytes),
            EntryIds = [.. chunk.Select(outcome => outcome.Entry)],
            IsUrgent = true,
        });
}
