using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>The conditions that an object must be asked about: its tags, and its metadata. Each kind costs a request per object.</summary>
internal sealed class PropertySelector(RunContext context)
{
    private readonly Selection selection = context.Spec.Selection;

    /// <summary>Why the object is left out; <c>null</c> if it is not. One that is gone meanwhile is let through: its copy will tell.</summary>
    public async Task<StoreResult<Exclusion?>> ExcludeAsync(RunSource source, ListedObject listed, CancellationToken cancellationToken)
    {
        if (selection.Metadata.Count > 0)
        {
            var named = new ReadObjectRequest { Bucket = source.Bucket, Key = listed.Key, VersionId = listed.VersionId, CustomerKey = source.Key };
            var head = await context.HeadAsync(source.Gate, source.Store, named, cancellationToken).ConfigureAwait(false);
            if (!head.Succeeded) return IsGone(head.Error) ? new((Exclusion?)null) : new(head.Error);
            if (PropertyConditions.Exclude("metadata", selection.Metadata, head.Value.Headers.Metadata, StringComparer.OrdinalIgnoreCase) is { } exclusion) return new(exclusion);
        }
        if (selection.Tags.Count == 0) return new((Exclusion?)null);
        var tags = await context.CallAsync(source.Gate, token => source.Store.GetTagsAsync(source.Bucket, listed.Key, listed.VersionId, token), cancellationToken).ConfigureAwait(false);
        if (!tags.Succeeded) return IsGone(tags.Error) ? new((Exclusion?)null) : new(tags.Error);
        return new(PropertyConditions.Exclude("tag", selection.Tags, tags.Value, StringComparer.Ordinal));
    }

    private static bool IsGone(StoreError error) => error.Code is StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion;
}
