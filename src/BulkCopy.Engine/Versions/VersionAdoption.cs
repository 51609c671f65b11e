using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>
/// Takes over a version that the destination has already: after a lost answer, or from an earlier run. It is known by its place in the history, right above the
/// version that precedes it, and then compared; equal content alone says nothing, since a history may have the same content twice.
/// </summary>
internal static class VersionAdoption
{
    /// <summary>Code of versions whose place at the destination holds something else.</summary>
    public const string Differs = "HistoryDiffers";

    /// <summary>The id of what a bucket that keeps no versions holds.</summary>
    private const string NullVersion = "null";

    /// <summary>An outcome if a request whose answer was lost took effect, or if the destination cannot be asked; <c>null</c> if nothing stands above the version before.</summary>
    public static async Task<Outcome?> TryAdoptVersionAsync(this Attempt attempt, CancellationToken cancellationToken, RelayProof? passed = null, ulong? sourceCrc64 = null)
    {
        var context = attempt.Context;
        var older = attempt.Older ?? await context.Ledger.Versions.FindOlderAsync(context.Run.Id, attempt.Entry, cancellationToken).ConfigureAwait(false);
        var there = new DestinationHistory(context, attempt.DestinationKey);
        if (await there.ListAboveAsync(older.DestinationVersionId, 1, cancellationToken).ConfigureAwait(false) is { } error) return attempt.Unasked(error);
        if (there.IsCutOff) return attempt.CutOff(older);
        var found = await there.NextAsync(cancellationToken).ConfigureAwait(false);
        if (!found.Succeeded) return attempt.Unasked(found.Error);
        return found.Value is null ? null : await attempt.AdoptVersionAsync(found.Value, isOurs: true, cancellationToken, passed, sourceCrc64).ConfigureAwait(false);
    }

    /// <summary>The outcome of a version whose place at the destination is taken.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="isOurs">Whether a request of this run may have made it: then its size is enough where nothing more can be compared.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="passed">What passed through the worker, of a relay whose digests are still known.</param>
    /// <param name="sourceCrc64">CRC-64/XZ of the source, if it is known.</param>
    public static async Task<Outcome> AdoptVersionAsync(
        this Attempt attempt, ListedObject found, bool isOurs, CancellationToken cancellationToken, RelayProof? passed = null, ulong? sourceCrc64 = null)
    {
        var result = isOurs ? OutcomeResult.Adopted : OutcomeResult.AlreadyPresent;
        var wantsMarker = attempt.Entry.Way == CopyWay.DeleteMarker;
        if (wantsMarker != found.IsDeleteMarker) return attempt.OtherHistory(found, $"it is {(found.IsDeleteMarker ? "a delete marker" : "an object")}");
        if (wantsMarker) return attempt.Marked(result, found.VersionId);
        if (found.Size != attempt.Entry.Size) return attempt.OtherHistory(found, $"it has {found.Size} bytes");
        var compared = await CompareAsync(attempt, found, passed, sourceCrc64, cancellationToken).ConfigureAwait(false);
        if (compared.Differs) return attempt.OtherHistory(found, compared.Difference ?? "its content is another");
        if (compared is { OfSource: true, Error: { Code: StoreErrorCode.ArchivedObject } archived } && attempt.Context.Restore is not null) return attempt.Restoring(archived.ToString());
        if (compared.Error is not null) return attempt.Unproved(compared)! with { DestinationVersionId = found.VersionId };
        if (compared.Proof == Proof.SizeOnly && !isOurs) return attempt.OtherHistory(found, "it is as large, and cannot be proved equal");
        return attempt.Copied(result, compared.Proof, found.ETag, found.VersionId, null);
    }

    /// <summary>The outcome with the version that was made, where the answer did not tell it: it stands right above the one before.</summary>
    /// <exception cref="RunStoppedException">The destination does not keep versions.</exception>
    public static async Task<Outcome> WithVersionAsync(this Attempt attempt, Outcome made, CancellationToken cancellationToken)
    {
        if (made is not { Final: true, Result: OutcomeResult.Copied or OutcomeResult.Adopted, DestinationVersionId: null or NullVersion }) return made;
        var found = await attempt.TryAdoptVersionAsync(cancellationToken).ConfigureAwait(false);
        if (found is null or { Result: OutcomeResult.Adopted, DestinationVersionId: null or NullVersion })
            throw VersioningRequirement.Refusal(attempt.Context.Spec.Destination, $"Bucket {attempt.Context.DestinationBucket} made no version of what was written: enable versioning there.");
        return found.Result == OutcomeResult.Adopted ? made with { DestinationVersionId = found.DestinationVersionId } : found;
    }

    /// <summary>A delete marker that was made, or found.</summary>
    public static Outcome Marked(this Attempt attempt, OutcomeResult result, string? versionId) =>
        attempt.Ended(result, final: true, null, null) with { Proof = Proof.DeleteMarker, DestinationVersionId = versionId };

    /// <summary>The destination could not be asked.</summary>
    public static Outcome Unasked(this Attempt attempt, StoreError error) =>
        attempt.FromError(error) is { Final: true } final ? final : attempt.FailedForNow(nameof(StoreErrorCode.OutcomeUnknown), error.ToString());

    /// <summary>The version before is no longer at the destination.</summary>
    public static Outcome CutOff(this Attempt attempt, OlderVersion older) => attempt.FailedForGood(Differs,
        $"Version {older.DestinationVersionId} of {attempt.DestinationKey}, which comes before, is no longer at the destination: somebody else changes this history.");

    private static Outcome OtherHistory(this Attempt attempt, ListedObject found, string how) => attempt.FailedForGood(Differs,
        $"The destination has another version in this place, {found.VersionId} of {found.LastModified:u}: {how}. Nothing was written; name another destination, or remove that key's versions.");

    private static async Task<Comparison> CompareAsync(Attempt attempt, ListedObject found, RelayProof? passed, ulong? sourceCrc64, CancellationToken cancellationToken)
    {
        var context = attempt.Context;
        if (passed is not null)
        {
            var named = context.DestinationRead(attempt.DestinationKey) with { VersionId = found.VersionId };
            var head = await context.CallAsync(context.DestinationGate, token => context.Destination.HeadObjectAsync(named, token), cancellationToken).ConfigureAwait(false);
            return head.Succeeded
                ? await context.ProveAsync(attempt, passed, found.ETag, head.Value.Crc64, sourceCrc64, found.VersionId, cancellationToken, CopyProof.HasMd5(head.Value)).ConfigureAwait(false)
                : Comparison.Failed(head.Error, ofSource: false);
        }
        var sameRule = context.SourceOf(attempt.Entry).Store.Dialect.MultipartETagFollowsParts && context.Destination.Dialect.MultipartETagFollowsParts;
        if (context.Spec.Verification == VerificationLevel.Response && CopyProof.ByETag(attempt.Entry.ETag, found.ETag, sameRule) is Proof.ETag) return new(Proof.ETag);
        return await new PairVerifier(context).VerifyAsync(attempt.Pair(found.ETag, sourceCrc64, found.VersionId), context.Spec.Verification, cancellationToken).ConfigureAwait(false);
    }
}
