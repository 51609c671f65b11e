using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Verification;

/// <summary>Asks both stores about an object and its copy, and reads them if that is asked for.</summary>
internal sealed class PairVerifier(RunContext context)
{
    /// <summary>Compares at <see cref="VerificationLevel.Head"/> or above.</summary>
    public async Task<Comparison> VerifyAsync(ObjectPair pair, VerificationLevel level, CancellationToken cancellationToken)
    {
        var copy = await context.CallAsync(context.DestinationGate, token => context.Destination.HeadObjectAsync(
            pair.Copy with { WithChecksums = true }, token), cancellationToken).ConfigureAwait(false);
        if (!copy.Succeeded) return Comparison.Failed(copy.Error, ofSource: false);
        ObjectProperties? source = null;
        if (!pair.SourceIsOverwritten)
        {
            var head = await context.CallAsync(pair.From.Gate, token => pair.From.Store.HeadObjectAsync(
                pair.Source with { WithChecksums = true }, token), cancellationToken).ConfigureAwait(false);
            if (!head.Succeeded) return Comparison.Failed(head.Error, ofSource: true);
            source = head.Value;
        }
        var sameRule = pair.From.Store.Dialect.MultipartETagFollowsParts && context.Destination.Dialect.MultipartETagFollowsParts;
        var compared = HeadComparison.Of(pair, source, copy.Value, sameRule, context.Destination.Dialect.DefaultStorageClass);
        if (level != VerificationLevel.Deep || compared.Differs || source is null) return compared;

        var read = await new ContentComparison(context).CompareAsync(pair, source, copy.Value, cancellationToken).ConfigureAwait(false);
        // A copy in an archive class cannot be read: what HEAD proves stands, and is recorded as that.
        return read.Error?.Code == StoreErrorCode.ArchivedObject ? compared : read;
    }
}
