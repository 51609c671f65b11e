using BulkCopy.Server.Options;
using BulkCopy.Server.Secrets;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BulkCopy.Server.Telemetry;

/// <summary>Sends this process's metrics and traces to a collector until it is disposed of, which sends what is left.</summary>
public sealed class OtlpProviders : IDisposable
{
    private readonly MeterProvider metrics;
    private readonly TracerProvider traces;

    private OtlpProviders(TelemetryOptions options, Uri endpoint, string role)
    {
        var headers = options.OtlpHeadersFrom is { } from ? Reference(from).Resolve() : null;
        var resource = ResourceBuilder.CreateDefault()
            .AddService("bulkcopy", serviceVersion: typeof(OtlpProviders).Assembly.GetName().Version?.ToString())
            .AddAttributes([new("bulkcopy.role", role)]);
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("BulkCopy.*", "Microsoft.AspNetCore.Hosting", "Npgsql", "System.Net.Http", "System.Runtime")
            .AddOtlpExporter(exporter => Configure(exporter, "v1/metrics")).Build();
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("BulkCopy.*", "Microsoft.AspNetCore", "Npgsql", "System.Net.Http")
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)))
            .AddOtlpExporter(exporter => Configure(exporter, "v1/traces")).Build();

        void Configure(OtlpExporterOptions exporter, string path)
        {
            exporter.Protocol = options.OtlpTransport == OtlpTransport.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            exporter.Endpoint = options.OtlpTransport == OtlpTransport.Grpc ? endpoint : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
            if (headers is not null)
                exporter.Headers = headers;
        }
    }

    /// <summary>Begins to send, if a collector is configured.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="role">What this process is: <c>server</c> or <c>worker</c>; the resource's <c>bulkcopy.role</c>.</param>
    /// <returns><c>null</c> without a collector.</returns>
    /// <exception cref="SecretUnavailableException">The headers are not where they are said to lie.</exception>
    public static OtlpProviders? Start(TelemetryOptions options, string role) =>
        options.OtlpEndpoint is { } endpoint ? new OtlpProviders(options, endpoint, role) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }

    private static SecretReference Reference(string from) => SecretReference.Parse(from)
        ?? throw new SecretUnavailableException("Server:Telemetry:OtlpHeadersFrom is no reference; write env:NAME or file:PATH.");
}
