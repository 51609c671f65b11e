using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>Begins the multipart upload of a large entry: its id and layout are in the ledger before the first part.</summary>
internal sealed class UploadOpenSegment(LeasedSegment lease, OutcomeWriter writer, RunContext context) : EntrySegment(lease, writer, context)
{
    /// <summary>Parts of one segment: enough to keep a worker busy, few enough to spread one object over several.</summary>
    private const int PartsPerSegment = 32;

    protected override async Task<Outcome?> WorkAsync(Attempt attempt, PendingEntry pending, CancellationToken cancellationToken)
    {
        if (pending.IsUnseen())
        {
            var (seen, early) = await Context.SeeAsync(pending, cancellationToken).ConfigureAwait(false);
            if (early is null) FollowAnew(seen.Entry);
            return early;
        }
        if (!attempt.Entry.Way.IsInParts())
        {
            FollowAnew(attempt.Entry);
            return null;
        }
        if (attempt.TooNew() is { } tooNew) return tooNew;
        if (attempt.Refused() is { } refused) return refused;
        if ((Lease.AskFirst || pending.OutcomeUnknown) && await attempt.TryAdoptAsync(cancellationToken).ConfigureAwait(false) is { } adopted)
            return await attempt.SettleSupersededAsync(adopted, null, cancellationToken).ConfigureAwait(false);
        if (await attempt.UnchangedAsync(cancellationToken).ConfigureAwait(false) is { } unchanged) return unchanged;
        if (await attempt.AwaitRestoreAsync(pending, cancellationToken).ConfigureAwait(false) is { } restoring) return restoring;
        if (await attempt.FindPresentAsync(cancellationToken).ConfigureAwait(false) is { } present) return present;

        var earlier = await Context.Ledger.Uploads.ListByEntryAsync(Lease.Run, attempt.Entry.Id, cancellationToken).ConfigureAwait(false);
        if (earlier.FirstOrDefault(u => u.State == UploadState.Open) is { } open)
        {
            await FollowOpenAsync(open, attempt, cancellationToken).ConfigureAwait(false);
            return null;
        }
        foreach (var forgotten in earlier.Where(u => u.State == UploadState.Intended))
            await new UploadAborter(Context.Ledger.Uploads).AbortAsync(Context.Destination, forgotten, cancellationToken).ConfigureAwait(false);

        return await OpenAsync(attempt, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome?> OpenAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var source = await SourceDescription.ReadAsync(Context, attempt.Entry, cancellationToken).ConfigureAwait(false);
        if (!source.Succeeded) return await attempt.FromSourceErrorAsync(source.Error, cancellationToken).ConfigureAwait(false);
        if (attempt.Impossible(source.Value.Properties) is { } impossible) return impossible;
        var carried = await attempt.CarryAsync(source.Value.Properties, cancellationToken).ConfigureAwait(false);
        if (!carried.Succeeded) return await attempt.FromSourceErrorAsync(carried.Error, cancellationToken).ConfigureAwait(false);
        if (carried.Value.Refusal is { } refusal) return attempt.FailedForGood(Carriage.NotCarried, refusal);
        if (source.Value.LayoutFor(Context, attempt.Entry) is not { } layout)
            return attempt.FailedForGood(nameof(StoreErrorCode.EntityTooLarge), $"No part layout of {Context.Destination.Dialect.Name} can hold {attempt.Entry.Size} bytes.");

        var intended = await Context.Ledger.Uploads.IntendAsync(
            Lease.Run, attempt.Entry.Id, Context.Spec.Destination.Store, Context.DestinationBucket, attempt.DestinationKey, cancellationToken).ConfigureAwait(false);
        var created = await Context.CallAsync(Context.DestinationGate, token => Context.Destination.CreateUploadAsync(new CreateUploadRequest
        {
            Bucket = Context.DestinationBucket,
            Key = attempt.DestinationKey,
            Headers = carried.Value.Headers,
            Tags = carried.Value.Tags,
            StorageClass = Context.TargetClass(attempt.Entry),
            Acl = carried.Value.Acl,
            Encryption = carried.Value.Encryption,
            ForbidOverwrite = Context.Spec.Copy.ForbidOverwrite && Context.GuardHolds,
        }, token), cancellationToken).ConfigureAwait(false);
        if (!created.Succeeded) return Later(attempt, created.Error);

        var isOpen = await Context.Ledger.Uploads.OpenAsync(
            intended.UploadNo, created.Value, layout.PartSizeBytes, layout.Count, source.Value.Properties.Crc64, cancellationToken).ConfigureAwait(false);
        if (!isOpen) return attempt.FailedForNow(nameof(StoreErrorCode.NoSuchUpload), $"Upload {created.Value} was settled by another worker while it was begun, and is aborted.");
        FollowWithParts(intended.UploadNo, layout.PartSizeBytes, layout.Count, attempt);
        return null;
    }

    /// <summary>The entry was planned anew: just now, or by a worker that died before it could say what follows.</summary>
    private void FollowAnew(ManifestEntry entry) => Follow(new PlannedSegment
    {
        Id = default, Kind = entry.Way.IsInParts() ? SegmentKind.UploadOpen : SegmentKind.Retry, EntryCount = 1, ByteCount = entry.Size, EntryIds = [entry.Id], AskFirst = true,
    });

    /// <summary>An upload that was begun before goes on where it stands. All its parts may be there: then nobody is left who would count them.</summary>
    private async Task FollowOpenAsync(UploadRecord open, Attempt attempt, CancellationToken cancellationToken)
    {
        var parts = await Context.Ledger.Uploads.ListPartsAsync(Lease.Run, attempt.Entry.Id, open.UploadNo, cancellationToken).ConfigureAwait(false);
        if (parts.Count < open.PartCount) FollowWithParts(open.UploadNo, open.PartSizeBytes, open.PartCount, attempt);
        else Follow(new PlannedSegment { Id = default, Kind = SegmentKind.UploadClose, EntryCount = 1, ByteCount = 0, EntryIds = [attempt.Entry.Id], AskFirst = true });
    }

    private void FollowWithParts(long uploadNo, long partSize, int count, Attempt attempt)
    {
        for (var first = 1; first <= count; first += PartsPerSegment)
        {
            var last = Math.Min(first + PartsPerSegment - 1, count);
            Follow(new PlannedSegment
            {
                Id = default,
                Kind = SegmentKind.UploadParts,
                EntryCount = 1,
                ByteCount = Math.Min(last * partSize, attempt.Entry.Size) - ((first - 1) * partSize),
                EntryIds = [attempt.Entry.Id],
                FirstPart = first,
                LastPart = last,
                UploadNo = uploadNo,
            });
        }
    }
}
