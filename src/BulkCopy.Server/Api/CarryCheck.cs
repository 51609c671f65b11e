using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Api;

/// <summary>Refuses jobs whose stores cannot do what they ask, as far as that is known of their dialects.</summary>
internal sealed class CarryCheck(IStoreDirectory stores)
{
    /// <summary>Problems of a declaration that is whole and names stores that there are.</summary>
    public IEnumerable<JobProblem> Check(JobSpec spec)
    {
        var destination = stores.Find(spec.Destination.Store)!;
        foreach (var (number, from) in spec.MoreSources.Prepend(spec.Source).Index())
        {
            var source = stores.Find(from.Store)!;
            if (PlaceOverlap.Explain(spec with { Source = from }, Host(source), Host(destination)) is { } overlap)
                yield return new JobProblem(number == 0 ? "destination" : "moreSources", overlap);
            foreach (var problem in CarryRules.Check(spec, source.Dialect, destination.Dialect))
                yield return problem;
        }
        if (spec.Copy.SourceCustomerKey is { } key && stores.FindCustomerKey(spec.Source.Store, key) is null)
            yield return NoSuchKey("copy.sourceCustomerKey", spec.Source.Store, key);
        if (spec.Copy.Encryption?.CustomerKey is { } given && stores.FindCustomerKey(spec.Destination.Store, given) is null)
            yield return NoSuchKey("copy.encryption.customerKey", spec.Destination.Store, given);
        if (spec.Restore is not null && !stores.Find(spec.Source.Store)!.Dialect.StorageClasses.Classes.Any(storageClass => storageClass.IsArchive))
            yield return new JobProblem("restore", $"'{spec.Source.Store}' has no archive classes: leave the restoring of archived objects away.");
    }

    private static StoreHost Host(IObjectStore store) =>
        new(store.Dialect, (store as ObjectStoreClient)?.Options.Endpoint, (store as ObjectStoreClient)?.Options.ConnectTo);

    private static JobProblem NoSuchKey(string field, string store, string key) => new(
        field, $"There is no customer key '{key}' of store '{store}' here: declare it as Stores:{store}:CustomerKeys:{key}, env:NAME or file:PATH.");
}
