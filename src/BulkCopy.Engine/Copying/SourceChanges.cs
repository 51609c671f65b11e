using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Sources that are not, or no longer, what was listed.</summary>
internal static class SourceChanges
{
    /// <summary>The outcome of an error of a request that reads the source: archived, changed, or any other.
    /// A change that the job wants copied is written down as a revision; the entry must have no open upload by then.</summary>
    public static async Task<Outcome> FromSourceErrorAsync(this Attempt attempt, StoreError error, CancellationToken cancellationToken)
    {
        var context = attempt.Context;
        if (error.Code == StoreErrorCode.ArchivedObject && context.Restore is not null) return attempt.Restoring(error.ToString());
        var outcome = attempt.FromError(error);
        return outcome.Result == OutcomeResult.SourceChanged ? await attempt.ReviseAsync(outcome, cancellationToken).ConfigureAwait(false) : outcome;
    }

    /// <summary>The outcome of a source that is no longer what was listed: reported, or planned anew if the job wants it.</summary>
    public static async Task<Outcome> ReviseAsync(this Attempt attempt, Outcome changed, CancellationToken cancellationToken)
    {
        var (context, entry) = (attempt.Context, attempt.Entry);
        if (!context.Recopies(entry) || !context.Retries.Allows(attempt.Number)) return changed;
        var head = await context.CallAsync(context.SourceOf(entry).Gate,
            token => context.SourceOf(entry).Store.HeadObjectAsync(context.SourceOf(entry).Reading(entry) with { IfMatch = null }, token), cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) return head.Error.Code is StoreErrorCode.NoSuchKey ? changed : attempt.FromError(head.Error);
        var now = head.Value;
        var revised = entry with
        {
            Size = now.Size, ETag = now.ETag, LastModified = now.LastModified, StorageClass = now.StorageClass ?? entry.StorageClass, Way = context.SourceOf(entry).Ways.Choose(now.Size),
        };
        await context.Ledger.Revisions.ReviseAsync(context.Run.Id, revised, cancellationToken).ConfigureAwait(false);
        attempt.Revised = revised;
        return attempt.Ended(OutcomeResult.Failed, final: false, nameof(OutcomeResult.SourceChanged),
            $"The source changed: listed with ETag {entry.ETag} and {entry.Size} bytes, it has ETag {now.ETag} and {now.Size} bytes now and is copied so.");
    }

    /// <summary>The error of a request for a range. A source that shrank may show in the range before any condition is looked at: then the error is the source's.</summary>
    public static async Task<StoreError> ExplainedAsync(this RunContext context, ManifestEntry entry, StoreError error, CancellationToken cancellationToken)
    {
        if (error.Code is not (StoreErrorCode.InvalidRange or StoreErrorCode.InvalidArgument or StoreErrorCode.InvalidRequest or StoreErrorCode.InvalidResponse)) return error;
        var head = await context.HeadSourceAsync(entry, cancellationToken).ConfigureAwait(false);
        return head.Error is { } changed && Dispositions.Of(changed.Code) == Disposition.SourceChanged ? changed : error;
    }

    /// <summary>Whether a change of this source is copied rather than reported. A version never changes.</summary>
    public static bool Recopies(this RunContext context, ManifestEntry entry) =>
        context.Spec.Copy.OnSourceChange == SourceChangePolicy.Recopy && context.Tiering is null && entry.VersionId is null;

    /// <summary>Asks for the source and compares it with what was listed; unlike the condition, this works with stores that look at none.</summary>
    public static async Task<StoreResult<ObjectProperties>> HeadSourceAsync(this RunContext context, ManifestEntry entry, CancellationToken cancellationToken)
    {
        var head = await context.CallAsync(context.SourceOf(entry).Gate, token => context.SourceOf(entry).Store.HeadObjectAsync(context.SourceOf(entry).Reading(entry), token), cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded || entry.ETag is null || (head.Value.Size == entry.Size && entry.ETag.Equals(head.Value.ETag, StringComparison.OrdinalIgnoreCase))) return head;
        return new(new StoreError
        {
            Code = StoreErrorCode.PreconditionFailed,
            Operation = "HeadObject",
            Message = $"the source was listed with ETag {entry.ETag} and {entry.Size} bytes and has ETag {head.Value.ETag} and {head.Value.Size} bytes now",
            Resource = $"{context.SourceOf(entry).Bucket}/{entry.Key}",
        });
    }

    /// <summary>Whether a source was not even written again with the same content; listings and HEAD agree on whole seconds.</summary>
    public static bool IsUntouched(ManifestEntry entry, ObjectProperties now) =>
        now.LastModified == default || entry.LastModified <= DateTimeOffset.UnixEpoch || now.LastModified.ToUnixTimeSeconds() == entry.LastModified.ToUnixTimeSeconds();

    /// <summary>The error of a source that was written again.</summary>
    public static StoreError TouchedError(Attempt attempt, ObjectProperties now) => new()
    {
        Code = StoreErrorCode.PreconditionFailed,
        Operation = "HeadObject",
        Message = $"the source was listed as modified at {attempt.Entry.LastModified:u} and was modified at {now.LastModified:u}",
        Resource = $"{attempt.Context.SourceOf(attempt.Entry).Bucket}/{attempt.Entry.Key}",
    };

    /// <summary>The outcome of the same.</summary>
    public static Outcome Touched(this Attempt attempt, ObjectProperties now) => attempt.FromError(TouchedError(attempt, now));
}
