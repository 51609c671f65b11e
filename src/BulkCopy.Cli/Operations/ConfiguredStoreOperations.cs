using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Hosting;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Operations;

/// <summary>Stores of the configuration that this process reads.</summary>
internal sealed class ConfiguredStoreOperations(BulkCopySettings settings, StoreDirectory stores) : IStoreOperations
{
    public Task<IReadOnlyList<StoreDocument>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoreDocument>>(
        [.. settings.Stores.Values.OrderBy(store => store.Name, StringComparer.Ordinal).Select(Describe)]);

    public Task<StoreDocument> ShowAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Describe(stores.Require(name)));

    public async Task<StoreTestDocument> TestAsync(StoreLocation location, CancellationToken cancellationToken)
    {
        var store = stores.Require(location.Store);
        var checks = await new StoreTrial(store, stores.Open(store)).RunAsync(location, cancellationToken).ConfigureAwait(false);
        return new StoreTestDocument(store.Name, location.Bucket, checks.All(check => check.Ok), checks);
    }

    public ValueTask DisposeAsync()
    {
        stores.Dispose();
        return ValueTask.CompletedTask;
    }

    private StoreDocument Describe(StoreSettings store)
    {
        var limits = store.Limits ?? store.Dialect.Limits;
        return new StoreDocument
        {
            Name = store.Name,
            Origin = "configuration",
            Dialect = store.Dialect.Name,
            Region = store.Region,
            Endpoint = store.Endpoint,
            ConnectTo = store.ConnectTo,
            UseHttps = store.UseHttps,
            Addressing = store.Addressing?.ToString() ?? "default",
            Signature = store.Signature?.ToString() ?? "default",
            Credentials = store.Credentials.Describe(),
            SimpleCopyBytes = limits.SimpleCopyBytes,
            MinPartBytes = limits.MinPartBytes,
            MaxPartBytes = limits.MaxPartBytes,
            MaxParts = limits.MaxParts,
            KeyBytes = limits.KeyBytes,
            Usable = stores.Find(store.Name) is not null,
        };
    }
}
