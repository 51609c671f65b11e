using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>Makes one version at the destination, on top of those that are there: a copy, a relay, or a delete marker.</summary>
internal sealed class VersionCopier(RunContext context, ObjectCopier copier, RelayCopier relay)
{
    /// <summary>Makes it. A version that was made has its version id in the outcome.</summary>
    /// <exception cref="RunStoppedException">The destination does not keep versions.</exception>
    public async Task<Outcome> CopyAsync(PendingEntry pending, CancellationToken cancellationToken)
    {
        var outcome = pending.Entry.Way switch
        {
            CopyWay.DeleteMarker => await MarkAsync(new Attempt(context, pending), cancellationToken).ConfigureAwait(false),
            CopyWay.Relay => await relay.CopyAsync(pending, askFirst: false, cancellationToken).ConfigureAwait(false),
            _ => await copier.CopyAsync(pending, askFirst: false, cancellationToken).ConfigureAwait(false),
        };
        return await new Attempt(context, pending).WithVersionAsync(outcome, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> MarkAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var deleted = await context.CallAsync(context.DestinationGate,
            token => context.Destination.DeleteObjectAsync(context.DestinationBucket, attempt.DestinationKey, null, token), cancellationToken).ConfigureAwait(false);
        if (deleted.Succeeded) return attempt.Marked(OutcomeResult.Copied, deleted.Value.DeleteMarker ? deleted.Value.VersionId : null);
        if (Dispositions.Of(deleted.Error.Code) == Disposition.AskDestination
            && await attempt.TryAdoptVersionAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        return attempt.FromError(deleted.Error);
    }
}
