using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Telemetry;

/// <summary>
/// <c>/metrics</c> and <c>/health/live</c> of a process that is no server: what its workers did, in Prometheus' text format. Nobody signs in for it;
/// it names no keys, stores or buckets.
/// </summary>
public static class MetricsHost
{
    private const int MostConnections = 20;

    /// <summary>Builds it; it listens once it is started, and counts from now on.</summary>
    /// <param name="url">Where to listen, such as <c>http://127.0.0.1:9464</c>; port 0 takes a free one.</param>
    /// <exception cref="FormatException">It is no such address.</exception>
    public static WebApplication Build(string url)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
        });
        var application = builder.Build();
        var exporter = new PrometheusExporter();
        application.Lifetime.ApplicationStopped.Register(exporter.Dispose);
        application.Run(context => AnswerAsync(context, exporter));
        return application;
    }

    private static Task AnswerAsync(HttpContext context, PrometheusExporter exporter)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        switch (HttpMethods.IsGet(context.Request.Method) ? context.Request.Path.Value : null)
        {
            case "/metrics":
                context.Response.ContentType = PrometheusText.ContentType;
                return context.Response.WriteAsync(exporter.Write(), context.RequestAborted);
            case "/health/live":
                context.Response.ContentType = MediaTypeNames.Application.Json;
                return context.Response.WriteAsync("""{"status":"Healthy"}""", context.RequestAborted);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }
}
