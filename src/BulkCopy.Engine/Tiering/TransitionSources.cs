using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>What has to be known of an object before it is copied onto itself.</summary>
internal static class TransitionSources
{
    /// <summary>An outcome if the policy refuses the entry; <c>null</c> in runs that are no tiering.</summary>
    public static Outcome? Refused(this Attempt attempt) =>
        attempt.Context.Tiering?.Judge(attempt.Entry) is { Moves: false } refusal
            ? attempt.Ended(OutcomeResult.Skipped, final: true, refusal.Code, refusal.Reason)
            : null;

    /// <summary>An outcome if the object, as it is now, cannot or need not be moved.</summary>
    public static Outcome? Impossible(this Attempt attempt, ObjectProperties source)
    {
        var context = attempt.Context;
        if (context.Tiering is null) return attempt.AwaitRestore(source);
        var now = source.StorageClass ?? context.Source.Dialect.DefaultStorageClass;
        if (now == context.TargetClass(attempt.Entry)) return attempt.Ended(OutcomeResult.AlreadyPresent, final: true, null, $"The object is in {now} already.");
        if (now != (attempt.Entry.StorageClass ?? context.Source.Dialect.DefaultStorageClass))
            return attempt.Ended(OutcomeResult.SourceChanged, final: true, TieringReasons.ClassChanged, $"The object is in {now} now.");
        if (source.CustomerKeyMd5 is not null || source.Encryption is { Mode: EncryptionMode.Customer })
            return attempt.Ended(OutcomeResult.Skipped, final: true, TieringReasons.CustomerKey, "The object is encrypted with a customer's key.");
        return attempt.AwaitRestore(source);
    }
}
