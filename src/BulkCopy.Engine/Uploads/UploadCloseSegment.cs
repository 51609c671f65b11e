using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>Completes an upload that has all its parts, verifies the object, and writes the entry's outcome.</summary>
internal sealed class UploadCloseSegment(LeasedSegment lease, OutcomeWriter writer, RunContext context) : EntrySegment(lease, writer, context)
{
    private bool reopen;
    private RelayProof? passed;
    private ulong? sourceCrc64;

    protected override SegmentKind KindAgain => reopen ? SegmentKind.UploadOpen : SegmentKind.UploadClose;

    protected override async Task<Outcome?> WorkAsync(Attempt attempt, PendingEntry pending, CancellationToken cancellationToken)
    {
        var uploads = await Context.Ledger.Uploads.ListByEntryAsync(Lease.Run, attempt.Entry.Id, cancellationToken).ConfigureAwait(false);
        var upload = uploads.FirstOrDefault(u => u.State == UploadState.Open);
        var last = upload ?? uploads.FirstOrDefault(u => u.State == UploadState.Completed);
        var parts = last is null ? [] : await Context.Ledger.Uploads.ListPartsAsync(Lease.Run, attempt.Entry.Id, last.UploadNo, cancellationToken).ConfigureAwait(false);
        passed = last is not null && attempt.Entry.Way == CopyWay.RelayParts ? RelayProof.Of(attempt.Entry, last, parts) : null;
        sourceCrc64 = last?.SourceCrc64;
        if (Lease.AskFirst || pending.OutcomeUnknown || upload is null)
        {
            if (await AdoptAsync(attempt, upload, cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
        }
        if (upload is null) return Reopen(attempt, "The upload is gone and there is no such object.");
        if (await FindPresentAsync(attempt, upload, cancellationToken).ConfigureAwait(false) is { } present) return present;

        if (await FindChangedAsync(attempt, upload, cancellationToken).ConfigureAwait(false) is { } changed) return changed;
        var completed = await Context.CallAsync(Context.DestinationGate, token => Context.Destination.CompleteUploadAsync(new CompleteUploadRequest
        {
            Bucket = upload.Bucket,
            Key = upload.Key,
            UploadId = upload.UploadId!,
            Parts = [.. parts.Select(part => new CompletedPart(part.PartNumber, part.ETag))],
            ForbidOverwrite = Context.Spec.Copy.ForbidOverwrite && Context.GuardHolds,
        }, token), cancellationToken).ConfigureAwait(false);
        return completed.Succeeded
            ? await VerifyAsync(attempt, upload, completed.Value, cancellationToken).ConfigureAwait(false)
            : await FromErrorAsync(attempt, upload, completed.Error, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where the store guards nothing, what somebody else has written while the parts were copied is not overwritten either.</summary>
    private async Task<Outcome?> FindPresentAsync(Attempt attempt, UploadRecord upload, CancellationToken cancellationToken)
    {
        if (await attempt.FindPresentAsync(cancellationToken).ConfigureAwait(false) is not { } present) return null;
        if (present.Final) await GiveUpAsync(upload, cancellationToken).ConfigureAwait(false);
        return present;
    }

    /// <summary>Parts that were copied without conditions are of one object only if it is still the one that was listed.</summary>
    private async Task<Outcome?> FindChangedAsync(Attempt attempt, UploadRecord upload, CancellationToken cancellationToken)
    {
        // What moves onto itself would replace what was written since its last part was copied.
        if (attempt.Entry.Way != CopyWay.PartCopy || (Context.PartConditionsHold(attempt.Entry) && !Context.CopiesOntoItself)) return null;
        var head = await Context.HeadSourceAsync(attempt.Entry, cancellationToken).ConfigureAwait(false);
        if (head.Succeeded && SourceChanges.IsUntouched(attempt.Entry, head.Value)) return null;
        var outcome = head.Succeeded ? attempt.Touched(head.Value) : attempt.FromError(head.Error);
        if (outcome.Result != OutcomeResult.SourceChanged) return outcome;
        await GiveUpAsync(upload, cancellationToken).ConfigureAwait(false);
        return await attempt.ReviseAsync(outcome, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> VerifyAsync(Attempt attempt, UploadRecord upload, WriteResult written, CancellationToken cancellationToken)
    {
        await Context.Ledger.Uploads.MoveAsync(upload.UploadNo, UploadState.Open, UploadState.Completed, cancellationToken).ConfigureAwait(false);
        var compared = passed is null
            ? await Context.ProveAsync(attempt, written.ETag, written.Crc64, null, cancellationToken, upload.SourceCrc64, written.VersionId).ConfigureAwait(false)
            : await Context.ProveAsync(attempt, passed, written.ETag, written.Crc64, upload.SourceCrc64, written.VersionId, cancellationToken).ConfigureAwait(false);
        if (attempt.Unproved(compared) is not { } unproved)
        {
            var copied = attempt.Copied(OutcomeResult.Copied, compared.Proof, written.ETag, written.VersionId, written.Crc64);
            return await attempt.NoteTagsAsync(await attempt.SettleSupersededAsync(copied, null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        reopen = compared.Differs;
        return unproved;
    }

    private async Task<Outcome> FromErrorAsync(Attempt attempt, UploadRecord upload, StoreError error, CancellationToken cancellationToken)
    {
        switch (Dispositions.Of(error.Code))
        {
            case Disposition.AskDestination:
                if (await AdoptAsync(attempt, upload, cancellationToken).ConfigureAwait(false) is { } found) return found;
                break;
            case Disposition.ReopenUpload:
                if (await AdoptAsync(attempt, upload, cancellationToken).ConfigureAwait(false) is { } adopted) return adopted;
                await GiveUpAsync(upload, cancellationToken).ConfigureAwait(false);
                return Reopen(attempt, error.ToString());
            default:
                break;
        }
        var outcome = attempt.FromError(error);
        if (outcome.Final) await GiveUpAsync(upload, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    private async Task<Outcome?> AdoptAsync(Attempt attempt, UploadRecord? upload, CancellationToken cancellationToken)
    {
        var adopted = await attempt.TryAdoptAsync(cancellationToken, passed, sourceCrc64).ConfigureAwait(false);
        // Whether the object came from this upload or from somebody else is not known: the accountant sees to it that the upload is gone either way.
        if (adopted is { Final: true } && upload is not null) await GiveUpAsync(upload, cancellationToken).ConfigureAwait(false);
        return adopted is null ? null : await attempt.SettleSupersededAsync(adopted, null, cancellationToken).ConfigureAwait(false);
    }

    private Task<bool> GiveUpAsync(UploadRecord upload, CancellationToken cancellationToken) =>
        Context.Ledger.Uploads.GiveUpAsync(upload.UploadNo, Lease.Id, cancellationToken);

    private Outcome Reopen(Attempt attempt, string why)
    {
        reopen = true;
        return attempt.FailedForNow(nameof(StoreErrorCode.NoSuchUpload), why);
    }
}
