using System.Globalization;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Verification;

/// <summary>Compares what the two places have of an entry now, in a run that only verifies. Nothing is written, so a crash leaves nothing to be asked about.</summary>
internal sealed class EntryVerifier(RunContext context)
{
    private readonly VerifySpec spec = context.Spec.Verify ?? new VerifySpec();

    public async Task<Outcome> VerifyAsync(PendingEntry pending, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(context, pending);
        var from = context.SourceOf(attempt.Entry);
        var named = from.Reading(attempt.Entry) with { IfMatch = null, WithChecksums = true };
        var copied = context.DestinationRead(attempt.DestinationKey) with { WithChecksums = true };
        var source = await context.CallAsync(from.Gate, token => from.Store.HeadObjectAsync(named, token), cancellationToken).ConfigureAwait(false);
        if (!source.Succeeded && !IsAbsent(source.Error)) return Failed(attempt, source.Error);
        var copy = await context.CallAsync(context.DestinationGate, token => context.Destination.HeadObjectAsync(copied, token), cancellationToken).ConfigureAwait(false);
        if (!copy.Succeeded && !IsAbsent(copy.Error)) return Failed(attempt, copy.Error);
        return (source.Succeeded, copy.Succeeded) switch
        {
            (false, false) => attempt.Ended(OutcomeResult.Skipped, final: true, nameof(VerifyFinding.Gone), "Neither place has it any more."),
            (false, true) => attempt.FailedForGood(nameof(VerifyFinding.Extra), Text($"Only the destination has it: {copy.Value.Size} bytes, ETag {copy.Value.ETag}.")) with { DestinationETag = copy.Value.ETag },
            (true, false) => attempt.FailedForGood(nameof(VerifyFinding.Missing), Text($"The destination does not have it: {source.Value.Size} bytes, ETag {source.Value.ETag}.")),
            _ => await CompareAsync(attempt, Pair(attempt, from, named, copied, source.Value), source.Value, copy.Value, cancellationToken).ConfigureAwait(false),
        };
    }

    private ObjectPair Pair(Attempt attempt, RunSource from, ReadObjectRequest named, ReadObjectRequest copied, ObjectProperties source) => new()
    {
        From = from,
        Source = named,
        Copy = copied,
        Size = source.Size,
        SourceETag = source.ETag,
        Metadata = spec.Metadata ? static metadata => metadata : null,
        SourceIsOverwritten = false,
    };

    private async Task<Outcome> CompareAsync(Attempt attempt, ObjectPair pair, ObjectProperties source, ObjectProperties copy, CancellationToken cancellationToken)
    {
        var sameRule = pair.From.Store.Dialect.MultipartETagFollowsParts && context.Destination.Dialect.MultipartETagFollowsParts;
        var compared = HeadComparison.Of(pair, source, copy, sameRule, context.Destination.Dialect.DefaultStorageClass);
        if (spec.Depth == VerifyDepth.Deep && !compared.Differs)
        {
            var read = await new ContentComparison(context).CompareAsync(pair, source, copy, cancellationToken).ConfigureAwait(false);
            // What lies in an archive class cannot be read: what HEAD proves stands.
            if (read.Error is { Code: not StoreErrorCode.ArchivedObject } error) return Failed(attempt, error);
            if (read.Error is null) compared = read;
        }
        if (compared.Differs)
            return attempt.FailedForGood(nameof(VerifyFinding.Different), $"The destination's object differs: {compared.Difference}.") with { DestinationETag = copy.ETag, DestinationVersionId = copy.VersionId, Crc64 = copy.Crc64 };
        return attempt.Ended(OutcomeResult.AlreadyPresent, final: true, null, null) with
        {
            Proof = compared.Proof,
            DestinationETag = copy.ETag,
            DestinationVersionId = copy.VersionId,
            DestinationClass = copy.StorageClass,
            Crc64 = copy.Crc64,
        };
    }

    /// <summary>An object that changes while it is compared is compared again; what cannot be asked about fails.</summary>
    private static Outcome Failed(Attempt attempt, StoreError error) => Dispositions.Of(error.Code) switch
    {
        Disposition.StopRun => throw new RunStoppedException(error),
        Disposition.FailEntry => attempt.FailedForGood(error.Code.ToString(), error.ToString()),
        _ => attempt.FailedForNow(error.Code.ToString(), error.ToString()),
    };

    private static bool IsAbsent(StoreError error) => error.Code is StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
