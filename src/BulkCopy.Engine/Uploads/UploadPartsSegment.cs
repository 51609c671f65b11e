using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>Copies a range of parts of one upload; a unit is a part. Parts that the store already has are not sent again.</summary>
internal sealed class UploadPartsSegment(LeasedSegment lease, OutcomeWriter writer, RunContext context, PartCopier copier) : ActiveSegment(lease, writer)
{
    private readonly List<int> missing = [];
    private readonly List<(int Part, StoreError Error)> failed = [];
    private PendingEntry pending;
    private UploadRecord? upload;
    private int ended;
    private bool givenUp;
    private bool goesOn;

    public override int UnitCount => missing.Count;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        missing.Clear();
        var entries = await context.Ledger.Segments.ReadPendingAsync(Lease, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0 && !context.CopiesHistories) return;
        var uploads = await context.Ledger.Uploads.ListByEntryAsync(Lease.Run, Lease.EntryIds![0], cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0)
        {
            goesOn = uploads.Any(u => u.GivenUpBy == Lease.Id);
            return;
        }
        pending = entries[0];
        var named = uploads.FirstOrDefault(u => Lease.UploadNo is { } no ? u.UploadNo == no : u.State == UploadState.Open);
        upload = named is { State: UploadState.Open } ? named : null;
        if (upload is null)
        {
            givenUp = await IsGivenUpAsync(uploads, named, cancellationToken).ConfigureAwait(false);
            return;
        }
        var done = (await context.Ledger.Uploads.ListPartsAsync(Lease.Run, pending.Entry.Id, upload.UploadNo, cancellationToken).ConfigureAwait(false))
            .Select(part => part.PartNumber).ToHashSet();
        if (Lease.AskFirst || Lease.Claims > 1) await AdoptPartsAsync(done, cancellationToken).ConfigureAwait(false);
        for (var part = Lease.FirstPart!.Value; part <= Math.Min(Lease.LastPart!.Value, upload.PartCount); part++)
            if (!done.Contains(part)) missing.Add(part);
    }

    /// <summary>Whether this segment goes on with the entry: an earlier holder gave the upload up, or it was aborted with its run before the run was reopened.
    /// A range of an upload that others have gone on from has nothing to do.</summary>
    private async Task<bool> IsGivenUpAsync(IReadOnlyList<UploadRecord> uploads, UploadRecord? named, CancellationToken cancellationToken)
    {
        if (uploads.Any(u => u.GivenUpBy == Lease.Id)) return true;
        named ??= Lease.UploadNo is null ? uploads.FirstOrDefault(u => u.State != UploadState.Intended) : null;
        return named is { State: UploadState.Aborting or UploadState.Aborted, GivenUpBy: null } && uploads[0] == named
            && await context.Ledger.Uploads.GiveUpAsync(named.UploadNo, Lease.Id, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(int unit, CancellationToken cancellationToken)
    {
        var begun = context.Time.GetTimestamp();
        var part = missing[unit];
        if (Volatile.Read(ref ended) != 0) return;
        var result = await copier.CopyAsync(pending.Entry, upload!, part, cancellationToken).ConfigureAwait(false);
        if (result.Succeeded)
            await Writer.PartAsync(this, Outcome(part, result.Value, context.Time.GetElapsedTime(begun)), cancellationToken).ConfigureAwait(false);
        else
            await FailAsync(part, result.Error, cancellationToken).ConfigureAwait(false);
    }

    protected override SegmentEnd End(IReadOnlyList<PlannedSegment> following)
    {
        // The history goes on behind a version that failed here, or under an earlier holder.
        if (goesOn) return new(Lease, [.. following, HistoryFollowing.Behind(Lease.EntryIds![0])]);
        // An earlier holder gave the upload up and died before it could say what follows.
        if (givenUp) return new(Lease, [.. following, Anew(SegmentKind.UploadOpen)]);
        if (upload is null || ended != 0 || failed.Count == 0)
            return new(Lease, following, ended == 0 ? upload?.UploadNo : null);
        var first = failed.Min(f => f.Part);
        var last = failed.Max(f => f.Part);
        var again = new PlannedSegment
        {
            Id = default,
            Kind = SegmentKind.UploadParts,
            EntryCount = 1,
            ByteCount = failed.Count * upload.PartSizeBytes,
            EntryIds = [pending.Entry.Id],
            FirstPart = first,
            LastPart = last,
            UploadNo = upload.UploadNo,
            AskFirst = true,
            Tries = Lease.Tries + 1,
            Delay = context.Retries.DelayAfter(Lease.Tries + 1, outcomeUnknown: failed.Any(f => f.Error.Code == StoreErrorCode.OutcomeUnknown)),
        };
        return new(Lease, [.. following, again], upload.UploadNo);
    }

    /// <summary>Takes over parts that an earlier holder had copied but not written down.</summary>
    private async Task AdoptPartsAsync(HashSet<int> done, CancellationToken cancellationToken)
    {
        var layout = new PartLayout(pending.Entry.Size, upload!.PartSizeBytes);
        int? after = Lease.FirstPart!.Value - 1;
        do
        {
            var page = await context.CallAsync(context.DestinationGate, token => context.Destination.ListPartsAsync(
                upload.Bucket, upload.Key, upload.UploadId!, after, token), cancellationToken).ConfigureAwait(false);
            if (!page.Succeeded) return;
            foreach (var part in page.Value.Parts)
            {
                if (part.PartNumber > Lease.LastPart!.Value) return;
                // What passed through a dead worker is proved by a digest; without one the part is sent again.
                if (pending.Entry.Way == CopyWay.RelayParts && part.Crc64 is null) continue;
                if (part.PartNumber > layout.Count || part.Size != layout.Range(part.PartNumber).Length || !done.Add(part.PartNumber)) continue;
                await Writer.PartAsync(this, Outcome(part.PartNumber, new PartResult(part.ETag, part.Crc64), TimeSpan.Zero), cancellationToken).ConfigureAwait(false);
            }
            after = page.Value.NextPartNumberMarker;
        }
        while (after is not null);
    }

    private async Task FailAsync(int part, StoreError error, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending);
        error = await context.ExplainedAsync(pending.Entry, error, cancellationToken).ConfigureAwait(false);
        var disposition = Dispositions.Of(error.Code);
        var isArchived = error.Code == StoreErrorCode.ArchivedObject && context.Restore is not null;
        var outcome = isArchived ? attempt.Restoring(error.ToString()) : attempt.FromError(error);
        var mayTryAgain = !outcome.Final && !isArchived && disposition != Disposition.ReopenUpload && context.Retries.Allows(Lease.Tries + 1);
        if (mayTryAgain)
        {
            lock (failed) failed.Add((part, error));
            return;
        }
        // The upload is given up. Several parts may come here at once, also in other workers: only one writes the outcome.
        if (Interlocked.Exchange(ref ended, 1) != 0) return;
        if (!await context.Ledger.Uploads.GiveUpAsync(upload!.UploadNo, Lease.Id, cancellationToken).ConfigureAwait(false)) return;
        if (outcome.Result == OutcomeResult.SourceChanged) outcome = await attempt.ReviseAsync(outcome, cancellationToken).ConfigureAwait(false);
        if (!outcome.Final && isArchived)
            foreach (var restore in ArchivedSources.RestoreSegments([outcome])) Follow(restore);
        else if (!outcome.Final && (disposition == Disposition.ReopenUpload || attempt.Revised is not null))
            Follow(Anew(attempt.Revised is { } revised && !revised.Way.IsInParts() ? SegmentKind.Retry : SegmentKind.UploadOpen));
        else if (!outcome.Final)
            outcome = outcome with { Final = true };
        goesOn = outcome.Final && context.CopiesHistories;
        await Writer.OutcomeAsync(this, outcome, cancellationToken).ConfigureAwait(false);
    }

    private PlannedSegment Anew(SegmentKind kind) => new()
    {
        Id = default, Kind = kind, EntryCount = 1, ByteCount = pending.Entry.Size, EntryIds = [pending.Entry.Id], AskFirst = true,
    };

    private PartOutcome Outcome(int part, PartResult result, TimeSpan duration) => new()
    {
        Segment = Lease,
        Entry = pending.Entry.Id,
        UploadNo = upload!.UploadNo,
        PartNumber = part,
        ETag = result.ETag,
        Crc64 = result.Crc64,
        Duration = duration,
        At = context.Time.GetUtcNow(),
    };
}
