using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Verification;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>
/// Asks the destination whether a request whose answer was lost took effect, and adopts the object if it did.
/// This keeps a versioned destination free of duplicate versions after a crash.
/// </summary>
internal static class Adoption
{
    /// <summary>Last-Modified has whole seconds.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    /// <summary>An outcome if the destination has our copy, or if it cannot be asked; <c>null</c> if there is no such object.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="passed">What passed through the worker, of a relay whose digests are still known.</param>
    /// <param name="sourceCrc64">CRC-64/XZ of the source, if it is known.</param>
    public static async Task<Outcome?> TryAdoptAsync(this Attempt attempt, CancellationToken cancellationToken, RelayProof? passed = null, ulong? sourceCrc64 = null)
    {
        var context = attempt.Context;
        if (context.CopiesHistories) return await attempt.TryAdoptVersionAsync(cancellationToken, passed, sourceCrc64).ConfigureAwait(false);
        var asked = context.Lease.DatabaseNow;
        var head = await context.CallAsync(context.DestinationGate, token => context.Destination.HeadObjectAsync(
            context.DestinationRead(attempt.DestinationKey), token), cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded)
            return head.Error.Code is StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion || (context.DestinationKey is not null && LockedHeads.IsOtherwiseLocked(head.Error)) ? null : attempt.FailedForNow(nameof(StoreErrorCode.OutcomeUnknown), head.Error.ToString());

        var found = head.Value;
        if (found.Size != attempt.Entry.Size || !IsOurs(context, found, asked) || !HasClassAskedFor(context, attempt.Entry, found)) return null;
        var compared = await CompareAsync(attempt, found, passed, sourceCrc64, cancellationToken).ConfigureAwait(false);
        // Of a source that is another by now nothing proves whose copy this is: the next request, pinned to what was listed, tells what became of it.
        if (compared is { OfSource: true, Error: { } error } && Dispositions.Of(error.Code) == Disposition.SourceChanged) return null;
        if (compared.Error is not null) return attempt.Unproved(compared);
        return compared.Differs ? null : attempt.Copied(OutcomeResult.Adopted, compared.Proof, found.ETag, found.VersionId, found.Crc64);
    }

    /// <summary>Compares as the job asks, and by HEAD where that leaves only the size: anybody may have written an object that is as large.</summary>
    private static async Task<Comparison> CompareAsync(Attempt attempt, ObjectProperties found, RelayProof? passed, ulong? sourceCrc64, CancellationToken cancellationToken)
    {
        var context = attempt.Context;
        var compared = passed is null
            ? await context.ProveAsync(attempt, found.ETag, found.Crc64, found.Size, cancellationToken, sourceCrc64, found.VersionId).ConfigureAwait(false)
            : await context.ProveAsync(attempt, passed, found.ETag, found.Crc64, sourceCrc64, found.VersionId, cancellationToken, CopyProof.HasMd5(found)).ConfigureAwait(false);
        return compared is { Proof: Proof.SizeOnly, Error: null, Differs: false } && context.Spec.Verification == VerificationLevel.Response
            ? await new PairVerifier(context).VerifyAsync(attempt.Pair(found.ETag, sourceCrc64, found.VersionId), VerificationLevel.Head, cancellationToken).ConfigureAwait(false)
            : compared;
    }

    /// <summary>Made since the run began: the run is dated by the database, the object by the store, and this machine's clock does not come into it. An older object of the same content may have other metadata.</summary>
    private static bool IsOurs(RunContext context, ObjectProperties found, DateTimeOffset asked)
    {
        var skew = (found.AnsweredAt ?? asked) - asked;
        return found.LastModified >= context.Run.StartedAt + skew - Rounding;
    }

    private static bool HasClassAskedFor(RunContext context, ManifestEntry entry, ObjectProperties found) =>
        context.TargetClass(entry) is not { } wanted
        || string.Equals(wanted, found.StorageClass ?? context.Destination.Dialect.DefaultStorageClass, StringComparison.OrdinalIgnoreCase);
}
