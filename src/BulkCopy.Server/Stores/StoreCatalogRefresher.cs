using BulkCopy.Engine.Segments;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Server.Stores;

/// <summary>Reads the entered stores again and again, since other servers may have changed them.</summary>
internal sealed class StoreCatalogRefresher(StoreCatalog catalog, TimeProvider time, ILogger<StoreCatalogRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

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
