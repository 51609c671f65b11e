using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>Which objects of a page a tiering run takes: those that a rule wants elsewhere.</summary>
internal static class TieringSelection
{
    public static async Task<IReadOnlyList<SelectedObject>> SelectForTieringAsync(
        this RunContext context, TieringWork tiering, IReadOnlyList<ListedObject> objects, CancellationToken cancellationToken)
    {
        var decided = await tiering.Planner.PlanAsync(objects, (listed, token) => ReadTagsAsync(context, listed, token), cancellationToken).ConfigureAwait(false);
        return [.. decided.Select(pair => new SelectedObject { Listed = pair.Object, Rule = (short)pair.Decision.Rule.Number })];
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>?> ReadTagsAsync(RunContext context, ListedObject listed, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            var tags = await context.CallAsync(context.SourceGate,
                token => context.Source.GetTagsAsync(context.SourceBucket, listed.Key, listed.VersionId, token), cancellationToken).ConfigureAwait(false);
            if (tags.Succeeded) return tags.Value;
            if (tags.Error.Code is StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion) return null;
            await context.WaitOutAsync(tags.Error, failures, cancellationToken).ConfigureAwait(false);
        }
    }
}
