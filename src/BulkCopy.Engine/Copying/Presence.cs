using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Objects that exist at the destination and are to be left alone.</summary>
internal static class Presence
{
    /// <summary>An outcome if the job forbids overwriting, the destination's own guard does not hold, and the object exists or cannot be asked about.</summary>
    public static async Task<Outcome?> FindPresentAsync(this Attempt attempt, CancellationToken cancellationToken) =>
        attempt.Context is { GuardHolds: false, Spec.Copy.ForbidOverwrite: true } ? await attempt.AskPresentAsync(cancellationToken).ConfigureAwait(false) : null;

    /// <summary>An outcome if the destination exists, or if it cannot be asked.</summary>
    public static async Task<Outcome?> AskPresentAsync(this Attempt attempt, CancellationToken cancellationToken)
    {
        var context = attempt.Context;
        var head = await context.HeadDestinationAsync(attempt.DestinationKey, cancellationToken).ConfigureAwait(false);
        if (head.Succeeded) return attempt.Ended(OutcomeResult.AlreadyPresent, final: true, null, null);
        return head.Error.Code is StoreErrorCode.NoSuchKey ? null : attempt.FromError(head.Error);
    }
}
