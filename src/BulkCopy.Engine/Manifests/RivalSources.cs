using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>
/// Several sources that are compared with one destination: what is equal there has no entry, and so nothing in the ledger says whose key it has.
/// Before an object is replaced the other sources are asked whether they have one for the same key.
/// </summary>
internal sealed class RivalSources(RunContext context, Selector[] selectors, PropertySelector properties)
{
    /// <summary>Objects that would replace one at the destination which may be another source's have failed with <see cref="DuplicateDestinations.Code"/>.</summary>
    public async Task<IReadOnlyList<SelectedObject>> SettleAsync(IReadOnlyList<SelectedObject> selected, CancellationToken cancellationToken)
    {
        if (context.Sources.Count == 1) return selected;
        SelectedObject[] settled = [.. selected];
        var replacing = Enumerable.Range(0, settled.Length).Where(i => settled[i] is { Replaces: true, Early: null });
        await context.AskAllAsync(replacing, async (i, token) =>
        {
            var rival = await FindAsync(settled[i], token).ConfigureAwait(false);
            if (rival.Error is not null) return rival.Error;
            if (rival.Value is { } found) settled[i] = settled[i] with { Early = new EarlyOutcome(OutcomeResult.Failed, DuplicateDestinations.Code, Message(settled[i], found)) };
            return null;
        }, cancellationToken).ConfigureAwait(false);
        return settled;
    }

    private async Task<StoreResult<Rival?>> FindAsync(SelectedObject selected, CancellationToken cancellationToken)
    {
        var key = selected.Listed.Key[context.Sources[selected.Source].Location.Prefix.Length..];
        foreach (var other in context.Sources.Where(source => source.Number != selected.Source))
        {
            var named = new ReadObjectRequest { Bucket = other.Bucket, Key = other.Location.Prefix + key, CustomerKey = other.Key };
            if (DestinationKeys.Problem(named.Key, other.Store.Dialect) is not null) continue;
            var head = await context.HeadAsync(other.Gate, other.Store, named, cancellationToken).ConfigureAwait(false);
            if (head.Error?.Code == StoreErrorCode.NoSuchKey) continue;
            if (!head.Succeeded) return new(head.Error);
            var there = new ListedObject { Key = named.Key, Size = head.Value.Size, ETag = head.Value.ETag, LastModified = head.Value.LastModified, StorageClass = head.Value.StorageClass };
            var exclusion = selectors[other.Number].Exclude(there) is { } byFacts ? new StoreResult<Exclusion?>(byFacts)
                : await properties.ExcludeAsync(other, there, cancellationToken).ConfigureAwait(false);
            if (!exclusion.Succeeded) return new(exclusion.Error);
            if (exclusion.Value is null) return new(new Rival(other, named.Key));
        }
        return new((Rival?)null);
    }

    private string Message(SelectedObject selected, Rival rival) =>
        $"Its key at the destination, '{context.Spec.DestinationKey(selected.Source, selected.Listed.Key, selected.Listed.LastModified)}', is that of '{rival.Key}' of {rival.Source.Location} too, and the destination has an object there. It is not replaced, since it may be that one's.";

    private sealed record Rival(RunSource Source, string Key);
}
