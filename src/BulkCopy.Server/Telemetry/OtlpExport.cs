using BulkCopy.Engine.Segments;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Telemetry;

/// <summary>Sends metrics and traces to a collector while the server runs, if one is configured.</summary>
internal sealed class OtlpExport(IOptions<ServerOptions> options, LedgerProbe probe, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var providers = OtlpProviders.Start(options.Value.Telemetry, "server");
        if (providers is null)
            return;
        using var timer = new PeriodicTimer(ReadEvery, time);
        try
        {
            // The ledger's gauges tell the newest reading; somebody has to read.
            do
                await ReadAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await probe.ReadAsync(cancellationToken);
        }
        catch (LedgerUnavailableException)
        {
            // The exporter goes on with what it has; health says that the database is away.
        }
    }
}
