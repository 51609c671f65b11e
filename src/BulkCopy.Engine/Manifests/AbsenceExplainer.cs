using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Says why a run has no entry of a key, by applying the run's selection to the object as it is now.</summary>
/// <param name="stores">The configured stores.</param>
public sealed class AbsenceExplainer(IStoreDirectory stores)
{
    /// <summary>The only item of the history of a key that the run has no entry of; <c>null</c> if nothing explains that.</summary>
    public async Task<TimelineItem?> FindAsync(Run run, string key, CancellationToken cancellationToken)
    {
        var sentence = await ExplainAsync(run, key, cancellationToken).ConfigureAwait(false) ?? (run.ListingDone ? null : "its listing is not complete yet");
        return sentence is null ? null : new TimelineItem(run.CreatedAt, "no-entry", sentence, null);
    }

    /// <summary>A sentence without its subject, such as <c>excluded by --exclude '*.tmp'</c>; <c>null</c> if nothing explains it.</summary>
    public async Task<string?> ExplainAsync(Run run, string key, CancellationToken cancellationToken)
    {
        var spec = run.Spec;
        var sources = spec.MoreSources.Prepend(spec.Source).Where(source => key.StartsWith(source.Prefix, StringComparison.Ordinal)).ToArray();
        if (sources.Length == 0) return $"outside the source: its keys begin with {string.Join(" or ", spec.MoreSources.Prepend(spec.Source).Select(source => $"'{source.Prefix}'"))}";
        foreach (var source in sources)
            if (await ExplainAsync(run, source, key, cancellationToken).ConfigureAwait(false) is { } sentence) return sentence;
        return spec.Manifest is null ? null : "not named by the run's manifest, or in a row that was left out";
    }

    /// <summary>What a run that compares would do about the object now: what was left because the destination had it is counted, and not written down.</summary>
    private async Task<string?> FindAtDestinationAsync(JobSpec spec, StoreLocation location, IObjectStore source, ListedObject listed, CancellationToken cancellationToken)
    {
        if (!spec.ComparesByListing || stores.Find(spec.Destination.Store) is not { } destination) return null;
        var key = spec.Destination.Prefix + listed.Key[location.Prefix.Length..];
        var head = await destination.HeadObjectAsync(new ReadObjectRequest { Bucket = spec.Destination.Bucket, Key = key }, cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) return null;
        var other = new ListedObject { Key = key, Size = head.Value.Size, ETag = head.Value.ETag, LastModified = head.Value.LastModified };
        var choice = new PairSelection(spec.Compare, new ObjectComparer(source.Dialect, destination.Dialect, spec.CompareBy)).Choose(new ComparedPair(key, listed, other));
        return choice.Action == PairAction.Leave ? $"left by --compare {spec.Compare.ToString().ToLowerInvariant()}, because the destination has it, as both are now: {choice.Reason}" : null;
    }

    private async Task<string?> ExplainAsync(Run run, StoreLocation source, string key, CancellationToken cancellationToken)
    {
        var selection = run.Spec.Selection;
        var store = stores.Find(source.Store);
        var selector = new Selector(selection, run.CreatedAt, store?.Dialect.DefaultStorageClass ?? "STANDARD");
        if (selector.ExcludeKey(key) is { } byKey) return byKey.Sentence;
        if (run.Spec.AsOf is { } then && store is not null) return await ExplainThenAsync(store, source, selector, key, then, cancellationToken).ConfigureAwait(false);
        if (store is null) return $"perhaps left out by what its object is like; store '{source.Store}' is not configured here, so that it cannot be asked";
        var lockedBy = run.Spec.Copy.SourceCustomerKey is { } name ? stores.FindCustomerKey(source.Store, name) : null;
        var head = await store.HeadObjectAsync(new ReadObjectRequest { Bucket = source.Bucket, Key = key, CustomerKey = lockedBy }, cancellationToken).ConfigureAwait(false);
        if (!head.Succeeded) return head.Error.Code == StoreErrorCode.NoSuchKey ? $"not in {source} (any more)" : $"perhaps left out by what its object is like, which cannot be asked: {head.Error}";
        var listed = new ListedObject { Key = key, Size = head.Value.Size, LastModified = head.Value.LastModified, StorageClass = head.Value.StorageClass, ETag = head.Value.ETag };
        if (selector.Exclude(listed) is { } byFacts) return byFacts.Sentence;
        if (PropertyConditions.Exclude("metadata", selection.Metadata, head.Value.Headers.Metadata, StringComparer.OrdinalIgnoreCase) is { } byMetadata) return byMetadata.Sentence;
        if (selection.Tags.Count > 0)
        {
            var tags = await store.GetTagsAsync(source.Bucket, key, null, cancellationToken).ConfigureAwait(false);
            if (tags.Succeeded && PropertyConditions.Exclude("tag", selection.Tags, tags.Value, StringComparer.Ordinal) is { } byTag) return byTag.Sentence;
        }
        if (await FindAtDestinationAsync(run.Spec, source, store, listed, cancellationToken).ConfigureAwait(false) is { } present) return present;
        return listed.LastModified > run.CreatedAt ? $"perhaps written after it was listed: it was last modified at {listed.LastModified:u}" : null;
    }

    private static async Task<string?> ExplainThenAsync(IObjectStore store, StoreLocation source, Selector selector, string key, DateTimeOffset then, CancellationToken cancellationToken)
    {
        var request = new ListVersionsRequest { Bucket = source.Bucket, Prefix = key };
        while (true)
        {
            var page = await store.ListVersionsAsync(request, cancellationToken).ConfigureAwait(false);
            if (!page.Succeeded) return $"perhaps left out by what its object was like, which cannot be asked: {page.Error}";
            var versions = page.Value.Objects.TakeWhile(version => version.Key == key);
            if (versions.FirstOrDefault(version => version.LastModified <= then) is { } current)
                return current.IsDeleteMarker ? $"deleted at {then:u}: its delete marker is of {current.LastModified:u}" : selector.Exclude(current)?.Sentence;
            if (page.Value.NextKeyMarker != key) return $"not in {source} at {then:u}, as its versions are now";
            request = request with { KeyMarker = page.Value.NextKeyMarker, VersionIdMarker = page.Value.NextVersionIdMarker };
        }
    }
}
