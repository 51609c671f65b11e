using BulkCopy.Engine.Copying;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Which objects of a page become entries: all of them, or in a tiering run those that a rule wants elsewhere.</summary>
internal static class TieringSelection
{
    public static async Task<(IReadOnlyList<ListedObject> Objects, IReadOnlyList<short>? Rules)> SelectAsync(
        this RunContext context, IReadOnlyList<ListedObject> objects, CancellationToken cancellationToken)
    {
        if (context.Tiering is not { } tiering) return (objects, null);
        var decided = await tiering.Planner.PlanAsync(objects, (listed, token) => ReadTagsAsync(context, listed, token), cancellationToken).ConfigureAwait(false);
        return ([.. decided.Select(pair => pair.Object)], [.. decided.Select(pair => (short)pair.Decision.Rule.Number)]);
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>?> ReadTagsAsync(RunContext context, ListedObject listed, CancellationToken cancellationToken)
    {
        var tags = await context.CallAsync(context.SourceGate,
            token => context.Source.GetTagsAsync(context.SourceBucket, listed.Key, listed.VersionId, token), cancellationToken).ConfigureAwait(false);
        if (tags.Succeeded) return tags.Value;
        return tags.Error.Code is StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion ? null : throw new RunStoppedException(tags.Error);
    }
}
