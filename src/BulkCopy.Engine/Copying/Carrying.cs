using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Works out what a copy is given: from the source, the job's options, and what the destination can hold.</summary>
internal static class Carrying
{
    private static readonly StoreErrorCode[] unreadable = [StoreErrorCode.AccessDenied, StoreErrorCode.NotSupported];

    /// <summary>Reads what the source's properties do not tell (tags, ACL) where the job wants it.</summary>
    public static async Task<StoreResult<Carriage>> CarryAsync(this Attempt attempt, ObjectProperties source, CancellationToken cancellationToken)
    {
        var (context, entry) = (attempt.Context, attempt.Entry);
        var tags = await ReadTagsAsync(context, entry, source, cancellationToken).ConfigureAwait(false);
        if (!tags.Succeeded) return new(tags.Error);
        var acl = await context.ReadSourceAclAsync(entry, cancellationToken).ConfigureAwait(false);
        if (!acl.Succeeded) return new(acl.Error);
        var headers = context.Tiering is null ? context.Spec.Copy.Metadata.Apply(source.Headers) : source.Headers;
        var destination = context.Destination.Dialect;
        var tagRefusal = tags.Value.Refusal ?? destination.Refusal(tags.Value.Tags);
        var required = context.Tiering is not null || context.Spec.Copy.Tags == TagPolicy.Required;
        return new(new Carriage
        {
            Headers = headers,
            Tags = tagRefusal is null ? tags.Value.Tags : [],
            Acl = context.AclFor(entry, acl.Value, out var aclRefusal),
            Encryption = context.Tiering is null ? context.Encryption : source.Encryption,
            Refusal = destination.Refusal(headers) ?? aclRefusal ?? (required ? tagRefusal : null),
            LeftBehind = required || tagRefusal is null ? null : $"Tags were left behind: {tagRefusal}.",
        });
    }

    /// <summary>The source's ACL where the job keeps it; <c>null</c> otherwise, and where there is none.</summary>
    public static async Task<StoreResult<AccessControl?>> ReadSourceAclAsync(this RunContext context, ManifestEntry entry, CancellationToken cancellationToken)
    {
        if (context.Tiering is null && context.Spec.Copy.Acl != AclPolicy.Keep) return new((AccessControl?)null);
        var acl = await context.CallAsync(context.SourceOf(entry).Gate,
            token => context.SourceOf(entry).Store.GetAclAsync(context.SourceOf(entry).Bucket, entry.Key, entry.VersionId, token), cancellationToken).ConfigureAwait(false);
        if (acl.Succeeded) return new(acl.Value);
        return acl.Error.Code == StoreErrorCode.NotSupported ? new((AccessControl?)null) : new(acl.Error);
    }

    /// <summary>The ACL that a copy is given.</summary>
    /// <param name="context">The run.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="source">The source's ACL, if it was read.</param>
    /// <param name="refusal">Why the destination cannot have it.</param>
    public static AccessControl? AclFor(this RunContext context, ManifestEntry entry, AccessControl? source, out string? refusal)
    {
        refusal = null;
        if (context.Tiering is null && context.Spec.Copy.Acl == AclPolicy.Canned) return new AccessControl { Canned = context.Spec.Copy.CannedAcl };
        return source is null ? null : CarryRules.AclFor(source, context.SourceOf(entry).Store.Dialect, context.Destination.Dialect, out refusal);
    }

    /// <summary>Notes in the outcome of an upload that its object's tags were left behind. What an upload was given was known when it began, perhaps to another worker.</summary>
    public static async Task<Outcome> NoteTagsAsync(this Attempt attempt, Outcome copied, CancellationToken cancellationToken)
    {
        var (context, entry) = (attempt.Context, attempt.Entry);
        var source = context.SourceOf(entry);
        if (context.Tiering is not null || context.Spec.Copy.Tags != TagPolicy.BestEffort || context.Destination.Dialect.HasTags || !source.Store.Dialect.HasTags) return copied;
        var tags = await context.CallAsync(source.Gate, token => source.Store.GetTagsAsync(source.Bucket, entry.Key, entry.VersionId, token), cancellationToken).ConfigureAwait(false);
        return tags is { Succeeded: true, Value.Count: > 0 } ? copied with { Code = Carriage.NotCarried, Message = $"Tags were left behind: {context.Destination.Dialect.Name} has no tags." } : copied;
    }

    private static async Task<StoreResult<FoundTags>> ReadTagsAsync(RunContext context, ManifestEntry entry, ObjectProperties source, CancellationToken cancellationToken)
    {
        var wanted = context.Tiering is not null || context.Spec.Copy.Tags != TagPolicy.Drop;
        if (!wanted || !context.SourceOf(entry).Store.Dialect.HasTags || source.TagCount == 0) return new(new FoundTags([], null));
        var read = await context.CallAsync(context.SourceOf(entry).Gate,
            token => context.SourceOf(entry).Store.GetTagsAsync(context.SourceOf(entry).Bucket, entry.Key, entry.VersionId, token), cancellationToken).ConfigureAwait(false);
        if (read.Succeeded) return new(new FoundTags(read.Value, null));
        return context.Tiering is null && context.Spec.Copy.Tags == TagPolicy.BestEffort && unreadable.Contains(read.Error.Code)
            ? new(new FoundTags([], $"they may not be read ({read.Error.Code})"))
            : new(read.Error);
    }

    private sealed record FoundTags(IReadOnlyList<KeyValuePair<string, string>> Tags, string? Refusal);
}
