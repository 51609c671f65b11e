using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Stores;

namespace BulkCopy.Server.Dashboard.Versions;

/// <summary>Lists versions at both sides as they are now, a page of each, and asks the ledger which became which.</summary>
internal sealed class VersionReader(IRunLedger runs, EntryPages entries, StoreCatalog stores)
{
    private const int MostKeys = 25;
    private const int MostEntries = 200;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    public async Task<VersionModel> ReadAsync(VersionQuery query, CancellationToken cancellationToken)
    {
        var run = query.Run is { } number ? await runs.FindAsync(new RunId(number), cancellationToken) : null;
        var key = query.Key ?? "";
        var source = run is not null ? run.Spec.Source with { Prefix = key } : Parse(query.Source);
        var destination = run is not null ? run.Spec.Destination with { Prefix = CopyOf(run, key) } : Parse(query.Destination);
        if (source is null || destination is null || (run is not null && key.Length == 0))
            return new VersionModel { Query = query, Run = run };
        var objections = new List<string>();
        var (from, moreFrom) = await ListAsync(source, objections, cancellationToken);
        var (to, moreTo) = await ListAsync(destination, objections, cancellationToken);
        var copies = run is null ? null : await MapAsync(run, key, cancellationToken);
        var bySuffix = to.ToLookup(version => version.Key[destination.Prefix.Length..], StringComparer.Ordinal);
        var suffixes = from.Select(version => version.Key[source.Prefix.Length..])
            .Concat(to.Select(version => version.Key[destination.Prefix.Length..])).Distinct().Order(StringComparer.Ordinal).ToArray();
        var bySource = from.ToLookup(version => version.Key[source.Prefix.Length..], StringComparer.Ordinal);
        return new VersionModel
        {
            Query = query,
            Run = run,
            WasAsked = true,
            Objections = objections,
            IsMore = moreFrom || moreTo || suffixes.Length > MostKeys,
            Keys =
            [
                .. suffixes.Take(MostKeys).Select(suffix => new KeyVersions(
                    source.Prefix + suffix, destination.Prefix + suffix, VersionPairing.Of([.. bySource[suffix]], [.. bySuffix[suffix]], [.. copies?[source.Prefix + suffix] ?? []]))),
            ],
        };
    }

    private async Task<(IReadOnlyList<ListedObject> Versions, bool IsMore)> ListAsync(StoreLocation place, List<string> objections, CancellationToken cancellationToken)
    {
        if (stores.Find(place.Store) is not { } store)
        {
            objections.Add($"There is no store '{place.Store}' that can be used.");
            return ([], false);
        }
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(LongestLook);
        try
        {
            var listed = await store.ListVersionsAsync(new ListVersionsRequest { Bucket = place.Bucket, Prefix = place.Prefix }, late.Token);
            if (listed.Succeeded)
                return (listed.Value.Objects, listed.Value.NextKeyMarker is not null);
            objections.Add($"{place} cannot be listed: {listed.Error}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            objections.Add($"{place} did not answer within ten seconds.");
        }
        return ([], false);
    }

    private async Task<ILookup<string, CopiedVersion>> MapAsync(Run run, string key, CancellationToken cancellationToken)
    {
        var page = await entries.ReadAsync(run.Id, new EntryFilter { KeyPrefix = key }, null, MostEntries, cancellationToken);
        return page.Rows.Where(row => row.Outcome is { Result: OutcomeResult.Copied or OutcomeResult.Adopted or OutcomeResult.AlreadyPresent, DestinationVersionId: not null }).ToLookup(
            row => row.Entry.Key, row => new CopiedVersion(row.Entry.VersionId ?? row.Outcome!.SourceVersionId, row.Entry.ETag, row.Outcome!.DestinationVersionId!), StringComparer.Ordinal);
    }

    private static StoreLocation? Parse(string? text) => text is { Length: > 0 and <= 1500 } ? StoreLocation.Parse(text, out _) : null;

    // With keys rewritten, the beginning of a key says nothing of its copy's; then the copy is looked for under the same one.
    private static string CopyOf(Run run, string key) =>
        run.Spec.Keys is null && key.StartsWith(run.Spec.Source.Prefix, StringComparison.Ordinal) ? run.Spec.Destination.Prefix + key[run.Spec.Source.Prefix.Length..] : key;
}
