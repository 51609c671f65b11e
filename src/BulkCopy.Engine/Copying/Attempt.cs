using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>One attempt at one entry, from its beginning to its outcome.</summary>
internal sealed class Attempt(RunContext context, PendingEntry pending)
{
    private readonly long begun = context.Time.GetTimestamp();

    public RunContext Context { get; } = context;
    public ManifestEntry Entry { get; } = pending.Entry;
    public int Number { get; } = pending.Attempts + 1;

    /// <summary>In a version history: what this version comes behind; <c>null</c>: the ledger is to be asked.</summary>
    public OlderVersion? Older { get; } = pending.Older;

    /// <summary>The entry as it was planned anew by this attempt; <c>null</c> if it was not.</summary>
    public ManifestEntry? Revised { get; set; }
    public string DestinationKey { get; } = context.Spec.DestinationKey(pending.Entry);

    public Outcome Copied(OutcomeResult result, Proof proof, string? etag, string? versionId, ulong? crc64) =>
        Ended(result, final: true, null, null) with
        {
            Proof = proof,
            DestinationETag = etag,
            DestinationVersionId = versionId,
            Crc64 = crc64,
            DestinationClass = Context.TargetClass(Entry),
            Transition = Context.Tiering?.Record(Entry),
        };

    public Outcome Ended(OutcomeResult result, bool final, string? code, string? message) => new()
    {
        Entry = Entry.Id,
        Attempt = Number,
        Final = final,
        Result = result,
        Bytes = Entry.Size,
        Code = code,
        Message = message,
        Duration = Context.Time.GetElapsedTime(begun),
        At = Context.Time.GetUtcNow(),
    };

    /// <summary>Failed, and to be tried again if attempts are left.</summary>
    public Outcome FailedForNow(string code, string? message) =>
        Ended(OutcomeResult.Failed, final: !Context.Retries.Allows(Number), code, message);

    public Outcome FailedForGood(string code, string? message) => Ended(OutcomeResult.Failed, final: true, code, message);

    /// <summary>An outcome if the job leaves the entry out for its date.</summary>
    public Outcome? TooNew() => Context.Spec.Copy.IfUnmodifiedSince is { } limit && Entry.LastModified > limit
        ? Ended(OutcomeResult.Skipped, final: true, "ModifiedSince", $"The source was modified at {Entry.LastModified:u}, after {limit:u}.")
        : null;

    /// <summary>The outcome of an error that the copier has nothing more to do about.</summary>
    public Outcome FromError(StoreError error) => Dispositions.Of(error.Code) switch
    {
        Disposition.SourceChanged => Ended(OutcomeResult.SourceChanged, final: true, error.Code.ToString(), error.ToString()),
        Disposition.AlreadyPresent => Ended(OutcomeResult.AlreadyPresent, final: true, null, null),
        Disposition.FailEntry => FailedForGood(error.Code.ToString(), error.ToString()),
        Disposition.StopRun => throw new RunStoppedException(error),
        _ => FailedForNow(error.Code.ToString(), error.ToString()),
    };
}
