using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>One server-side copy of one entry, pinned to what was listed, verified, with every way it can end.</summary>
internal sealed class ObjectCopier(RunContext context)
{
    public async Task<Outcome> CopyAsync(PendingEntry pending, bool askFirst, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending);
        if (askFirst || pending.OutcomeUnknown)
        {
            if (await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        }
        if (await attempt.AwaitRestoreAsync(pending, cancellationToken).ConfigureAwait(false) is { } restoring) return restoring;
        if (await attempt.FindPresentAsync(cancellationToken).ConfigureAwait(false) is { } present) return present;

        var prepared = await PrepareAsync(attempt, cancellationToken).ConfigureAwait(false);
        if (!prepared.Succeeded) return await attempt.FromSourceErrorAsync(prepared.Error, cancellationToken).ConfigureAwait(false);
        if (prepared.Value.Carried?.Refusal is { } refusal) return attempt.FailedForGood(Carriage.NotCarried, refusal);
        var request = Request(attempt, prepared.Value);
        var result = await context.CallAsync(context.DestinationGate, new FlowDemand(attempt.Entry.Size), token => context.Destination.CopyObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded) return await FromErrorAsync(attempt, result.Error, cancellationToken).ConfigureAwait(false);
        if (await FindChangedAsync(attempt, cancellationToken).ConfigureAwait(false) is { } changed) return changed;
        var copied = await VerifyAsync(attempt, result.Value, cancellationToken).ConfigureAwait(false);
        return prepared.Value.Carried?.Note(copied) ?? copied;
    }

    /// <summary>The store carries headers, metadata and tags over by itself, and keeps to the condition; only what it does not do, or the job changes, is asked of the source.</summary>
    private async Task<StoreResult<Prepared>> PrepareAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var merges = context.Spec.Copy.Metadata.Mode == MetadataMode.Merge;
        if (merges || !context.CopiesCarryAll(attempt.Entry) || !context.CopyConditionsHold(attempt.Entry))
        {
            var head = await context.HeadSourceAsync(attempt.Entry, cancellationToken).ConfigureAwait(false);
            if (!head.Succeeded) return new(head.Error);
            if (!context.CopyConditionsHold(attempt.Entry) && !SourceChanges.IsUntouched(attempt.Entry, head.Value)) return new(SourceChanges.TouchedError(attempt, head.Value));
            if (merges || !context.CopiesCarryAll(attempt.Entry))
            {
                var carried = await attempt.CarryAsync(head.Value, cancellationToken).ConfigureAwait(false);
                return carried.Succeeded ? new(new Prepared(carried.Value, carried.Value.Acl)) : new(carried.Error);
            }
        }
        var acl = await context.ReadSourceAclAsync(attempt.Entry, cancellationToken).ConfigureAwait(false);
        return acl.Succeeded ? new(new Prepared(null, context.AclFor(attempt.Entry, acl.Value, out _))) : new(acl.Error);
    }

    private CopyObjectRequest Request(Attempt attempt, Prepared prepared)
    {
        var (entry, copy) = (attempt.Entry, context.Spec.Copy);
        return new CopyObjectRequest
        {
            Source = context.SourceOf(entry).Copying(entry),
            Bucket = context.DestinationBucket,
            Key = attempt.DestinationKey,
            Conditions = entry.ETag is { } etag && context.CopyConditionsHold(entry) ? new CopyConditions { IfMatch = etag } : null,
            ReplaceHeaders = copy.Metadata.Mode == MetadataMode.Replace ? copy.Metadata.Set : prepared.Carried?.Headers,
            ReplaceTags = copy.Tags == TagPolicy.Drop ? [] : context.CopiesCarryAll(entry) ? null : prepared.Carried?.Tags,
            StorageClass = context.TargetClass(entry),
            Acl = prepared.Acl,
            Encryption = context.Encryption,
            SourceCustomerKey = context.SourceOf(entry).Key,
            ForbidOverwrite = copy.ForbidOverwrite && context.GuardHolds,
        };
    }

    /// <summary>Where conditions do not hold, a copy is of what was listed only if the source is the same after it as before.</summary>
    private async Task<Outcome?> FindChangedAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        if (context.CopyConditionsHold(attempt.Entry)) return null;
        var head = await context.HeadSourceAsync(attempt.Entry, cancellationToken).ConfigureAwait(false);
        if (head.Succeeded && SourceChanges.IsUntouched(attempt.Entry, head.Value)) return null;
        var error = head.Error ?? SourceChanges.TouchedError(attempt, head.Value!);
        // Copied for certain: the next attempt asks the destination instead of copying again.
        return Dispositions.Of(error.Code) == Disposition.SourceChanged
            ? await attempt.FromSourceErrorAsync(error, cancellationToken).ConfigureAwait(false)
            : attempt.FailedForNow(nameof(StoreErrorCode.OutcomeUnknown), $"Copied, but the source could not be asked whether it changed meanwhile: {error}");
    }

    private async Task<Outcome> VerifyAsync(Attempt attempt, CopyResult copy, CancellationToken cancellationToken)
    {
        var compared = await context.ProveAsync(attempt, copy.ETag, copy.Crc64, null, cancellationToken, versionId: copy.VersionId).ConfigureAwait(false);
        return attempt.Unproved(compared)
            ?? attempt.Copied(OutcomeResult.Copied, compared.Proof, copy.ETag, copy.VersionId ?? await FindVersionAsync(attempt, copy.ETag, cancellationToken).ConfigureAwait(false), copy.Crc64);
    }

    /// <summary>The version of a copy whose answer did not tell it, as long as the copy is the current one.</summary>
    private async Task<string?> FindVersionAsync(Attempt attempt, string etag, CancellationToken cancellationToken)
    {
        var tells = context.SourceOf(attempt.Entry).Capabilities.TellsVersionIds ?? context.Destination.Dialect.CopyTellsVersionId;
        if (tells || context.DestinationVersioning != BucketVersioning.Enabled) return null;
        var head = await context.CallAsync(context.DestinationGate,
            token => context.Destination.HeadObjectAsync(context.DestinationRead(attempt.DestinationKey), token), cancellationToken).ConfigureAwait(false);
        return head.Succeeded && head.Value.ETag.Equals(etag, StringComparison.OrdinalIgnoreCase) ? head.Value.VersionId : null;
    }

    private async Task<Outcome> FromErrorAsync(Attempt attempt, StoreError error, CancellationToken cancellationToken)
    {
        if (Dispositions.Of(error.Code) == Disposition.AskDestination
            && await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        // S3 answers the same 412 to the source's and to the destination's condition.
        if (error.Code == StoreErrorCode.PreconditionFailed && context.Spec.Copy.ForbidOverwrite
            && await attempt.AskPresentAsync(cancellationToken).ConfigureAwait(false) is { } present) return present;
        return await attempt.FromSourceErrorAsync(error, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a copy is given beside its content; <c>null</c> where the store carries it.</summary>
    private sealed record Prepared(Carriage? Carried, AccessControl? Acl);
}
