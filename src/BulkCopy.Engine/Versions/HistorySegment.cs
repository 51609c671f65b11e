using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Versions;

/// <summary>Version histories; a unit is a key, whose versions are made one after another, oldest first. Keys are worked on at the same time.</summary>
internal sealed class HistorySegment(LeasedSegment lease, OutcomeWriter writer, RunContext context, VersionCopier copier) : ActiveSegment(lease, writer)
{
    private readonly List<(Outcome Outcome, int Archived)> restoring = [];
    private IReadOnlyList<HistoryStretch> keys = [];

    public override int UnitCount => keys.Count;

    public override async Task PrepareAsync(CancellationToken cancellationToken) =>
        keys = await context.Ledger.Versions.ReadAsync(Lease.Run, Lease.EntryIds!, cancellationToken).ConfigureAwait(false);

    protected override async Task ExecuteAsync(int unit, CancellationToken cancellationToken)
    {
        var first = keys[unit].Versions[0].Entry;
        var older = OlderVersion.None;
        // Only a segment that was planned with its page is sure to begin with the oldest version.
        if (Lease.Tries > 0) older = await context.Ledger.Versions.FindOlderAsync(Lease.Run, first, cancellationToken).ConfigureAwait(false);
        if (!older.IsFinal)
        {
            Follow(HistoryFollowing.Waiting(first));
            return;
        }
        var walk = new Walk(older);
        for (HistoryStretch? stretch = keys[unit]; stretch is not null; stretch = await context.Ledger.Versions.ReadNewerAsync(Lease.Run, stretch.Versions[^1].Entry, cancellationToken).ConfigureAwait(false))
            for (var i = 0; i < stretch.Versions.Count; i++)
                if (!await StepAsync(walk, stretch, i, cancellationToken).ConfigureAwait(false)) return;
    }

    protected override SegmentEnd End(IReadOnlyList<PlannedSegment> following) => base.End([.. following, .. HistoryRestores.Segments(restoring)]);

    /// <summary>Takes one version. <c>false</c>: the rest of the history is another segment's.</summary>
    private async Task<bool> StepAsync(Walk walk, HistoryStretch stretch, int place, CancellationToken cancellationToken)
    {
        var version = stretch.Versions[place];
        if (version.IsFinal)
        {
            walk.Pass(version);
            return true;
        }
        // A history may be long: a worker that drains does not see it through.
        if (context.Stopping.IsCancellationRequested) throw new TurnGivenUpException();
        var pending = new PendingEntry(version.Entry, version.Attempts, version.OutcomeUnknown) { Older = walk.Older };
        var outcome = await TryAsync(walk, pending, stretch.Versions.Count - place, cancellationToken).ConfigureAwait(false);
        if (outcome is null)
        {
            Follow(HistoryFollowing.Upload(version.Entry));
            return false;
        }
        if (outcome.Result == OutcomeResult.Restoring)
            lock (restoring) restoring.Add((outcome, context.CountArchived(stretch, place)));
        else if (!outcome.Final) Follow(HistoryFollowing.Again(outcome, context.Retries.DelayAfter(outcome.Attempt, outcome.Code == nameof(StoreErrorCode.OutcomeUnknown))));
        await Writer.OutcomeAsync(this, outcome, cancellationToken).ConfigureAwait(false);
        walk.Pass(version with { Result = outcome.Result, IsFinal = outcome.Final, Code = outcome.Code, DestinationVersionId = outcome.DestinationVersionId });
        return outcome.Final;
    }

    /// <summary>The outcome of a version; <c>null</c> if it is copied in parts, by segments of its own.</summary>
    private async Task<Outcome?> TryAsync(Walk walk, PendingEntry pending, int expected, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending);
        if (walk.Older.Failed) return attempt.FailedForGood(HistoryFollowing.Blocked, $"Version {walk.Older.SourceVersionId} before it failed, and versions are made in their order.");
        try
        {
            if (await FindAsync(walk, attempt, pending, expected, cancellationToken).ConfigureAwait(false) is { } there) return there;
            return pending.Entry.Way.IsInParts() ? await attempt.AwaitRestoreAsync(pending, cancellationToken).ConfigureAwait(false) : await copier.CopyAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unexpected) when (Unexpected.Is(unexpected))
        {
            return attempt.FailedForNow(nameof(Unexpected), unexpected.ToString());
        }
    }

    /// <summary>An outcome if the destination has something in this version's place, or cannot be asked. It is listed once, before the first version that is made here.</summary>
    private async Task<Outcome?> FindAsync(Walk walk, Attempt attempt, PendingEntry pending, int expected, CancellationToken cancellationToken)
    {
        if (walk.There is null)
        {
            var there = new DestinationHistory(context, attempt.DestinationKey);
            if (await there.ListAboveAsync(walk.Older.DestinationVersionId, expected, cancellationToken).ConfigureAwait(false) is { } error) return attempt.Unasked(error);
            if (there.IsCutOff) return attempt.CutOff(walk.Older);
            walk.There = there;
        }
        var found = await walk.There.NextAsync(cancellationToken).ConfigureAwait(false);
        if (!found.Succeeded) return attempt.Unasked(found.Error);
        return found.Value is null ? null : await attempt.AdoptVersionAsync(found.Value, Lease.AskFirst || pending.Attempts > 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How far a key's history is.</summary>
    private sealed class Walk(OlderVersion older)
    {
        public OlderVersion Older { get; private set; } = older;
        public DestinationHistory? There { get; set; }

        /// <summary>Steps over a version. Only those that are at the destination, or failed, matter to what comes next.</summary>
        public void Pass(HistoryVersion version)
        {
            if (Older.Failed || !version.IsFinal) return;
            if (version.Result == OutcomeResult.Failed) Older = new OlderVersion(true, true, version.Entry.VersionId, version.DestinationVersionId);
            else if (version.DestinationVersionId is { } made) Older = new OlderVersion(true, false, version.Entry.VersionId, made);
        }
    }
}
