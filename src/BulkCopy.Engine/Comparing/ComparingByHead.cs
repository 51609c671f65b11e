using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>Compares an entry with the destination by a HEAD, where keys are rewritten or named by a manifest so that listings cannot be joined.</summary>
internal static class ComparingByHead
{
    /// <summary>An outcome if the destination has the entry already, in the sense of the job's policy, or if it cannot be asked; <c>null</c> if it is to be copied.</summary>
    public static async Task<Outcome?> UnchangedAsync(this Attempt attempt, CancellationToken cancellationToken)
    {
        var (context, entry) = (attempt.Context, attempt.Entry);
        if (!context.Spec.ComparesByHead) return null;
        var head = await context.HeadDestinationAsync(attempt.DestinationKey, cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) return head.Error.Code is StoreErrorCode.NoSuchKey ? null : attempt.FromError(head.Error);

        var comparer = new ObjectComparer(context.Sources[entry.Source].Store.Dialect, context.Destination.Dialect, context.Spec.CompareBy);
        var choice = new PairSelection(context.Spec.Compare, comparer).Choose(new ComparedPair(
            entry.Key,
            new ListedObject { Key = entry.Key, Size = entry.Size, ETag = entry.ETag, LastModified = entry.LastModified },
            new ListedObject { Key = attempt.DestinationKey, Size = head.Value.Size, ETag = head.Value.ETag, LastModified = head.Value.LastModified }));
        return choice.Action == PairAction.Leave ? attempt.Ended(OutcomeResult.AlreadyPresent, final: true, choice.Reason, null) : null;
    }
}
