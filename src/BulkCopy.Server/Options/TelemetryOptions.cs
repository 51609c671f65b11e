namespace BulkCopy.Server.Options;

/// <summary>Metrics and traces. Section <c>Server:Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Collector that metrics and traces are sent to by OTLP over gRPC, such as <c>http://127.0.0.1:4317</c>. Default: none.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Whether <c>/metrics</c> answers without sign-in. Default true: it holds numbers and names of runs' states, no keys. Otherwise a viewer's API key is needed.</summary>
    public bool OpenMetrics { get; set; } = true;
}
