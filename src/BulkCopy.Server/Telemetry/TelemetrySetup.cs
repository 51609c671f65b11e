using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Server.Telemetry;

/// <summary>Puts metrics together.</summary>
internal static class TelemetrySetup
{
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.TryAddSingleton<FlowStates>();
        services.AddSingleton<LedgerProbe>().AddSingleton<ServerMeter>().AddSingleton(provider => new PrometheusExporter(provider.GetRequiredService<LedgerProbe>())).AddHostedService<OtlpExport>();
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes, TelemetryOptions options)
    {
        // Made now, so that they count from the beginning and not from the first look.
        routes.ServiceProvider.GetRequiredService<PrometheusExporter>();
        routes.ServiceProvider.GetRequiredService<ServerMeter>();
        var metrics = routes.MapGet("/metrics", ReadAsync).ExcludeFromDescription();
        if (options.OpenMetrics)
            metrics.AllowAnonymous();
        else
            metrics.Needs(Role.Viewer, Areas.Metrics);
    }

    private static async Task<ContentHttpResult> ReadAsync(
        PrometheusExporter exporter, LedgerProbe probe, ILogger<PrometheusExporter> log, CancellationToken cancellationToken)
    {
        try
        {
            await probe.ReadAsync(cancellationToken);
        }
        catch (LedgerUnavailableException away)
        {
            Log.LedgerUnmeasured(log, away.Message);
        }
        return TypedResults.Content(exporter.Write(), PrometheusText.ContentType);
    }
}
