using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>The version that a transition left behind on a versioned bucket: kept or deleted, as the policy says.</summary>
internal static class SupersededVersion
{
    private const string NullVersion = "null";

    /// <summary>The outcome with the version before; after the policy's choice has been carried out. If the old version cannot be deleted the transition is asked about again later.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="moved">Its outcome.</param>
    /// <param name="version">The version that was copied, if it is known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Outcome> SettleSupersededAsync(this Attempt attempt, Outcome moved, string? version, CancellationToken cancellationToken)
    {
        var context = attempt.Context;
        if (context.Tiering is not { } tiering || context.DestinationVersioning == BucketVersioning.Never
            || moved is not { Final: true, Result: OutcomeResult.Copied or OutcomeResult.Adopted }) return moved;
        if (version is null)
        {
            var found = await FindAsync(attempt, cancellationToken).ConfigureAwait(false);
            if (!found.Succeeded) return attempt.FailedForNow(nameof(StoreErrorCode.OutcomeUnknown), $"Moved, but its versions could not be listed: {found.Error}");
            version = found.Value;
        }
        moved = moved with { SourceVersionId = version };
        if (tiering.Policy.SupersededVersions == SupersededVersions.Keep || version is null || !IsLeftBehind(context, moved, version)) return moved;

        var deleted = await context.CallAsync(context.DestinationGate,
            token => context.Destination.DeleteObjectAsync(context.DestinationBucket, attempt.DestinationKey, version, token), cancellationToken).ConfigureAwait(false);
        return deleted.Succeeded ? moved
            : attempt.FailedForNow(nameof(StoreErrorCode.OutcomeUnknown), $"Moved, but version {version} could not be deleted: {deleted.Error}");
    }

    /// <summary>Whether the old version is still there beside the new one. Where versioning is suspended the new one may have taken its place and its id.</summary>
    private static bool IsLeftBehind(RunContext context, Outcome moved, string version) =>
        version != moved.DestinationVersionId
        && (context.DestinationVersioning == BucketVersioning.Enabled ? moved.DestinationVersionId is not null : version != NullVersion);

    /// <summary>The newest version that is not current and looks exactly as the entry was listed.</summary>
    private static async Task<StoreResult<string?>> FindAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var (context, entry) = (attempt.Context, attempt.Entry);
        var listed = await context.CallAsync(context.SourceGate, token => context.Source.ListVersionsAsync(
            new ListVersionsRequest { Bucket = context.SourceBucket, Prefix = entry.Key }, token), cancellationToken).ConfigureAwait(false);
        if (!listed.Succeeded) return new(listed.Error);
        var version = listed.Value.Objects.FirstOrDefault(found => found.Key == entry.Key && !found.IsLatest && !found.IsDeleteMarker && found.Size == entry.Size
            && found.ETag == entry.ETag && found.StorageClass == entry.StorageClass && found.LastModified.ToUnixTimeSeconds() == entry.LastModified.ToUnixTimeSeconds());
        return new(version?.VersionId);
    }
}
