using BulkCopy.Engine.Segments;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Server.Stores;

/// <summary>Reads the entered stores again and again, since other servers may have changed them.</summary>
/// <param name="catalog">What is refreshed.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told when the database is away.</param>
public sealed class StoreCatalogRefresher(StoreCatalog catalog, TimeProvider time, ILogger<StoreCatalogRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await catalog.RefreshAsync(stoppingToken);
            }
            catch (LedgerUnavailableException away)
            {
                Log.StoresUnread(log, away.Message);
            }
            await Task.Delay(Interval, time, stoppingToken);
        }
    }
}
