using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>Reads the manifest that a plan is made from, and asks for objects of which it tells too little, as a run does.</summary>
internal sealed class PlanManifestReading(JobSpec spec, IReadOnlyList<PlannedPlace> places, PlanReading reading, PlanOptions options)
{
    private const int AtOnce = 16;
    private const int PageEntries = 1000;

    private readonly RowResolver resolver = new(spec);

    public async Task ReadAsync(Func<string, IObjectStore> storeOf, CancellationToken cancellationToken)
    {
        var manifest = spec.Manifest!;
        if (manifest.FailedOf is { } earlier)
        {
            await ReadFailuresAsync(earlier, cancellationToken).ConfigureAwait(false);
            return;
        }
        foreach (var file in await ManifestContent.OpenAsync(manifest, options.ManifestFiles, storeOf, (at, isThere) => Count(at, isThere ? 1 : 0), cancellationToken).ConfigureAwait(false))
        {
            await foreach (var rows in file.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                await AddAsync(file.Part.Name, rows, cancellationToken).ConfigureAwait(false);
                if (IsEnough()) return;
            }
            if (file.Part.At is { } at) Count(at, (file.Bytes.Length + BlockStream.BlockBytes - 1) / BlockStream.BlockBytes);
        }
    }

    private async Task ReadFailuresAsync(int earlier, CancellationToken cancellationToken)
    {
        if (options.Failures is not { } failures) throw new ManifestFormatException($"There is no ledger to ask what failed in run {earlier}.");
        IReadOnlyList<ManifestEntry> entries = [];
        do
        {
            (var run, entries) = await failures.ReadAsync(earlier, entries.Count > 0 ? entries[^1].Id.Value : 0, PageEntries, cancellationToken).ConfigureAwait(false);
            await AddAsync([.. entries.Select(entry => resolver.Resolve($"the failed objects of run {earlier}", run.Spec.SourceAt(entry.Source), entry))], cancellationToken).ConfigureAwait(false);
        }
        while (entries.Count == PageEntries && !IsEnough());
    }

    private bool IsEnough() => reading.IsSample |= options.SampleObjects is { } most && reading.Tally.SourceSeen >= most;

    private void Count(StoreLocation at, long blocks)
    {
        reading.Tally.Requests.Source(at.Store, "HeadObject", 1);
        reading.Tally.Requests.Source(at.Store, "GetObject", blocks);
    }

    private async Task AddAsync(string file, IReadOnlyList<ManifestRow> rows, CancellationToken cancellationToken)
    {
        var named = new List<NamedObject>(rows.Count);
        foreach (var row in rows)
        {
            if (resolver.Resolve(file, row, out var reason) is { } found) named.Add(found);
            else reading.Tally.Leave(reason!, new ListedObject { Key = row.Key, Size = row.Size ?? 0 });
        }
        await AddAsync(named, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddAsync(List<NamedObject> named, CancellationToken cancellationToken)
    {
        var selected = named.Select(one => one.AsTold()).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(0, named.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            if (named[i].IsComplete || reading.Excludes(named[i].Source, named[i].Listed.Key)) return;
            var place = places[named[i].Source];
            selected[i] = named[i].Found(await place.Store.HeadObjectAsync(
                new ReadObjectRequest { Bucket = place.Location.Bucket, Key = named[i].Listed.Key, VersionId = named[i].Listed.VersionId, CustomerKey = place.Key }, token).ConfigureAwait(false));
            lock (reading) reading.Tally.Requests.Source(place.Location.Store, "HeadObject", 1);
        }).ConfigureAwait(false);
        foreach (var one in selected) reading.Add(one);
    }
}
