using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>Turns rows into pages for the ledger: finds their sources, and asks for the objects of which a row tells too little.</summary>
internal sealed class ManifestPages(RunContext context, PagePlanner pages)
{
    private readonly RowResolver resolver = new(context.Spec);
    private readonly Selector keys = new(context.Spec.Selection, context.Run.CreatedAt, "");

    /// <summary>Plans rows of a file. The page's cursor is the caller's to set.</summary>
    /// <exception cref="ManifestFormatException">A row speaks of no source.</exception>
    /// <exception cref="RunStoppedException">A source refuses to be asked.</exception>
    public Task<ManifestPage> PlanAsync(string file, IReadOnlyList<ManifestRow> rows, CancellationToken cancellationToken)
    {
        var named = new List<NamedObject>(rows.Count);
        var leftOut = new Dictionary<string, LeftOut>();
        foreach (var row in rows)
        {
            if (resolver.Resolve(file, row, out var reason) is { } found) named.Add(found);
            else leftOut[reason!] = leftOut.GetValueOrDefault(reason!, new LeftOut(reason!, 0, 0)) is var before ? before with { Objects = before.Objects + 1, Bytes = before.Bytes + (row.Size ?? 0) } : before;
        }
        return PlanAsync(named, leftOut.Values, cancellationToken);
    }

    /// <summary>Plans entries of an earlier run.</summary>
    public Task<ManifestPage> PlanAsync(string file, JobSpec earlier, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken) =>
        PlanAsync([.. entries.Select(entry => resolver.Resolve(file, earlier.SourceAt(entry.Source), entry))], [], cancellationToken);

    private async Task<ManifestPage> PlanAsync(List<NamedObject> named, IEnumerable<LeftOut> leftOut, CancellationToken cancellationToken)
    {
        var selected = named.Select(one => one.AsTold()).ToArray();
        var unknown = Enumerable.Range(0, named.Count).Where(i => !named[i].IsComplete && keys.ExcludeKey(named[i].Listed.Key) is null);
        await context.AskAllAsync(unknown, async (i, token) =>
        {
            var head = await AskAsync(named[i], token).ConfigureAwait(false);
            if (head.Error is { } error && Dispositions.Of(error.Code) is Disposition.RetryCall or Disposition.RetryEntry or Disposition.AskDestination or Disposition.StopRun) return error;
            selected[i] = named[i].Found(head);
            // What becomes of an object that the source has lost, a run that verifies finds out.
            if (context.Spec.Verify is not null) selected[i] = selected[i] with { Early = null };
            return null;
        }, cancellationToken).ConfigureAwait(false);
        var page = await pages.PlanAsync(selected, cancellationToken).ConfigureAwait(false);
        return page with { LeftOut = [.. page.LeftOut, .. leftOut] };
    }

    private Task<StoreResult<ObjectProperties>> AskAsync(NamedObject named, CancellationToken cancellationToken)
    {
        var source = context.Sources[named.Source];
        var request = new ReadObjectRequest { Bucket = source.Bucket, Key = named.Listed.Key, VersionId = named.Listed.VersionId, CustomerKey = source.Key };
        return context.CallAsync(source.Gate, FlowDemand.Listing, token => source.Store.HeadObjectAsync(request, token), cancellationToken);
    }
}
