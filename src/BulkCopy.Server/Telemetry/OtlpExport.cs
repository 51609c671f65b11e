using BulkCopy.Server.Options;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BulkCopy.Server.Telemetry;

/// <summary>Sends metrics and traces to a collector while the server runs, if one is configured.</summary>
internal sealed class OtlpExport(IOptions<ServerOptions> options, LedgerProbe probe) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Telemetry.OtlpEndpoint is not { } endpoint)
            return;
        var resource = ResourceBuilder.CreateDefault().AddService("bulkcopy");
        using var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("BulkCopy.*", "Microsoft.AspNetCore.Hosting", "Npgsql", "System.Net.Http")
            .AddOtlpExporter(exporter => exporter.Endpoint = endpoint).Build();
        using var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("BulkCopy.*", "Microsoft.AspNetCore", "Npgsql", "System.Net.Http")
            .AddOtlpExporter(exporter => exporter.Endpoint = endpoint).Build();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(15));
        try
        {
            // The ledger's gauges tell the newest reading; somebody has to read.
            do
                await ReadAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops; disposing of the providers sends what is left.
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await probe.ReadAsync(cancellationToken);
        }
        catch (Engine.Segments.LedgerUnavailableException)
        {
            // The exporter goes on with what it has; health says that the database is away.
        }
    }
}
