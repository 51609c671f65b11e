using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>
/// Deletes objects at the destination that the source does not have. Each is looked for at the source once more, immediately before: one that appeared meanwhile is spared.
/// No version is named, so that a destination with versions gets delete markers and loses nothing.
/// </summary>
internal sealed class ExtraDeleter(RunContext context)
{
    /// <summary>Objects that are looked for at the source at the same time.</summary>
    private const int HeadsAtOnce = 32;

    /// <summary>Deletes up to 1,000 objects in one request, and tells of each what became of it, in the order they were named.</summary>
    /// <param name="entries">The objects.</param>
    /// <param name="askFirst">A request of an earlier holder may have deleted them: a second one would leave a second delete marker.</param>
    /// <param name="sending">Called when the request is about to be sent.</param>
    /// <param name="cancellationToken">Stops looking and sending.</param>
    public async Task<IReadOnlyList<Outcome>> DeleteAsync(IReadOnlyList<PendingEntry> entries, bool askFirst, Action sending, CancellationToken cancellationToken)
    {
        ThrowIfRefused();
        var attempts = entries.Select(entry => new Attempt(context, entry)).ToArray();
        var outcomes = new Outcome?[entries.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, entries.Count), new ParallelOptions { MaxDegreeOfParallelism = HeadsAtOnce, CancellationToken = cancellationToken },
            async (i, token) => outcomes[i] = await SpareAsync(attempts[i], askFirst || entries[i].OutcomeUnknown, token).ConfigureAwait(false)).ConfigureAwait(false);

        var due = Enumerable.Range(0, entries.Count).Where(i => outcomes[i] is null).ToArray();
        if (due.Length == 0) return outcomes!;
        sending();
        var names = due.Select(i => new ObjectVersionName(attempts[i].DestinationKey, null)).ToArray();
        var answer = await context.CallAsync(context.DestinationGate, token => context.Destination.DeleteObjectsAsync(context.DestinationBucket, names, token), cancellationToken).ConfigureAwait(false);
        for (var n = 0; n < due.Length; n++)
            outcomes[due[n]] = answer.Succeeded ? Outcome(attempts[due[n]], answer.Value[n]) : Failed(attempts[due[n]], answer.Error);
        return outcomes!;
    }

    /// <summary>The limit was looked at when the run was listed; whoever changed the run's state since then cannot have changed this.</summary>
    private void ThrowIfRefused()
    {
        var refusal = context.Spec.Deletions is { } limit ? limit.Refusal(context.Run.Totals) : "The job names no limit for deletions.";
        if (refusal is not null || !context.Run.ListingDone)
            throw new RunStoppedException(new StoreError
            {
                Code = StoreErrorCode.RefusedLocally,
                Operation = "Delete objects",
                Resource = context.DestinationBucket,
                Message = refusal ?? "the source is not listed to its end",
            });
    }

    /// <summary>An outcome if the object must not or need not be deleted; <c>null</c> if it is to be.</summary>
    private async Task<Outcome?> SpareAsync(Attempt attempt, bool askFirst, CancellationToken cancellationToken)
    {
        var source = context.Sources[attempt.Entry.Source];
        var named = new ReadObjectRequest { Bucket = source.Bucket, Key = attempt.Entry.Key, CustomerKey = source.Key };
        var there = await context.HeadAsync(source.Gate, source.Store, named, cancellationToken).ConfigureAwait(false);
        if (there.Succeeded)
            return attempt.Ended(OutcomeResult.Skipped, final: true, "AppearedAtSource", "The source has an object of this key now; it was not deleted at the destination. The next run compares it.");
        if (there.Error.Code is not StoreErrorCode.NoSuchKey) return attempt.FromError(there.Error);
        if (!askFirst) return null;

        var here = await context.HeadDestinationAsync(attempt.DestinationKey, cancellationToken).ConfigureAwait(false);
        if (here.Succeeded) return null;
        return here.Error.Code is StoreErrorCode.NoSuchKey
            ? attempt.Ended(OutcomeResult.Deleted, final: true, null, "Found deleted after a lost answer.")
            : Unknown(attempt, here.Error);
    }

    private static Outcome Outcome(Attempt attempt, DeletedObject deleted) =>
        deleted.Error is { } error ? Failed(attempt, error) : attempt.Ended(OutcomeResult.Deleted, final: true, null, null) with { DestinationVersionId = deleted.DeleteMarkerVersionId };

    /// <summary>Within an answer, too, a failure of the server may be one after the deletion.</summary>
    private static Outcome Failed(Attempt attempt, StoreError error) =>
        error.Code is StoreErrorCode.OutcomeUnknown or StoreErrorCode.ServerError ? Unknown(attempt, error) : attempt.FromError(error);

    private static Outcome Unknown(Attempt attempt, StoreError error) => attempt.FailedForNow(nameof(StoreErrorCode.OutcomeUnknown), error.ToString());
}
