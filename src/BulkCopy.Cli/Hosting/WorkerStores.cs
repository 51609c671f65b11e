using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.Server.Stores;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Cli.Hosting;

/// <summary>
/// The stores of a worker process: those of the configuration and, where there is a master key, those that operators entered at a server.
/// The latter are read again every few seconds.
/// </summary>
internal sealed class WorkerStores : IAsyncDisposable
{
    private readonly ILoggerFactory _logs;
    private readonly StoreCatalog? _entered;
    private readonly StoreCatalogRefresher? _refresher;

    private WorkerStores(Invocation invocation, BulkCopySettings settings, StoreDirectory configured, LedgerSession ledger)
    {
        _logs = LoggerFactory.Create(invocation.ConfigureLogs);
        Directory = configured;
        if (settings.Server.Secrets.MasterKeyFrom is null)
            return;
        _entered = StoreCatalog.Over(
            ledger.Database, new ConfiguredStores(configured, [.. settings.Stores.Keys]), settings.Server, invocation.Time, _logs.CreateLogger<StoreCatalog>());
        _refresher = new StoreCatalogRefresher(_entered, invocation.Time, _logs.CreateLogger<StoreCatalogRefresher>());
        Directory = _entered;
    }

    /// <summary>All of them.</summary>
    public IStoreDirectory Directory { get; }

    /// <exception cref="Server.Secrets.SecretUnavailableException">A master key cannot be had.</exception>
    public static async Task<WorkerStores> OpenAsync(Invocation invocation, BulkCopySettings settings, StoreDirectory configured, LedgerSession ledger)
    {
        var stores = new WorkerStores(invocation, settings, configured, ledger);
        if (stores._refresher is not null)
            await stores._refresher.StartAsync(invocation.Stopping).ConfigureAwait(false);
        return stores;
    }

    public async ValueTask DisposeAsync()
    {
        if (_refresher is not null)
        {
            await _refresher.StopAsync(CancellationToken.None).ConfigureAwait(false);
            _refresher.Dispose();
        }
        _entered?.Dispose();
        _logs.Dispose();
    }
}
