using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;
using BulkCopy.Server.Secrets;

namespace BulkCopy.Cli.Operations;

/// <summary>Stores of the configuration that this process reads.</summary>
internal sealed class ConfiguredStoreOperations(BulkCopySettings settings, StoreDirectory stores, TimeProvider time) : IStoreOperations
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

    public async Task<ProbeDocument> ProbeAsync(StoreLocation from, StoreLocation to, CancellationToken cancellationToken)
    {
        var (source, destination) = (stores.Require(from.Store), stores.Require(to.Store));
        var probed = await new StoreProber(stores.Open(source), from, stores.Open(destination), to, time).ProbeAsync(cancellationToken).ConfigureAwait(false);
        if (!probed.Succeeded)
            throw new RefusedException(StoreRefusal.Explain(destination, to.Bucket, probed.Error));
        await using var ledger = await LedgerSession.OpenAsync(settings, time, cancellationToken).ConfigureAwait(false);
        await ledger.Access.Probes.SaveAsync(from, to, probed.Value, cancellationToken).ConfigureAwait(false);
        return ProbeDocument.Of(from, to, probed.Value);
    }

    public async Task<int> RotateSecretsAsync(CancellationToken cancellationToken)
    {
        await using var ledger = await LedgerSession.OpenAsync(settings, time, cancellationToken).ConfigureAwait(false);
        try
        {
            return await SecretRotation.Over(ledger.Database, settings.Server.Secrets).RotateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SecretUnavailableException missing)
        {
            throw new RefusedException(missing.Message);
        }
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
