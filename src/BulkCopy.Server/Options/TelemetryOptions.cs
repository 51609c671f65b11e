using System.ComponentModel.DataAnnotations;

namespace BulkCopy.Server.Options;

/// <summary>Metrics and traces. Section <c>Server:Telemetry</c>; <c>bulkcopy worker</c> reads it too.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Collector that metrics and traces are sent to by OTLP, such as <c>http://127.0.0.1:4317</c>. Default: none.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How they are sent. Default <see cref="OtlpTransport.Grpc"/>.</summary>
    [EnumDataType(typeof(OtlpTransport))]
    public OtlpTransport OtlpTransport { get; set; } = OtlpTransport.Grpc;

    /// <summary>Where headers for the collector lie, such as its key: <c>env:NAME</c> or <c>file:PATH</c>, holding <c>name=value,name=value</c>. Default: none.</summary>
    public string? OtlpHeadersFrom { get; set; }

    /// <summary>Share of traces that are sent, 0 to 1. Default 0.05: a worker makes thousands of requests per second, and each is a span.</summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; } = 0.05;

    /// <summary>
    /// Whether <c>/metrics</c> answers without sign-in. Default true: it holds numbers, and names of stores and buckets, but no keys of objects. Otherwise a viewer's API key is needed.
    /// </summary>
    public bool OpenMetrics { get; set; } = true;
}
