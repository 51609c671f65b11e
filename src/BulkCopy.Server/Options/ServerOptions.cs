using System.ComponentModel.DataAnnotations;

namespace BulkCopy.Server.Options;

/// <summary>How the server is reached and whom it trusts. Section <c>Server</c> of the configuration.</summary>
public sealed class ServerOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Server";

    /// <summary>Addresses to listen on, such as <c>http://127.0.0.1:8080</c>. Default: that one. Port 0 takes a free one.</summary>
    public IList<string> Listen { get; set; } = [];

    /// <summary>Path under which a reverse proxy shows the server, such as <c>/bulkcopy</c>. Default: none.</summary>
    [RegularExpression("^(/[A-Za-z0-9._~-]+)*$", ErrorMessage = "Server:PathBase begins with '/', does not end with it, and holds letters, digits, '.', '_', '~' and '-'.")]
    public string PathBase { get; set; } = "";

    /// <summary>Host names that requests may name. Default: any; with <see cref="AccessMode.Open"/> only this machine's own.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>Largest request body in bytes. Default 1 MiB: manifests do not come this way.</summary>
    [Range(16 * 1024, 64 * 1024 * 1024)]
    public long MaxRequestBytes { get; set; } = 1 << 20;

    /// <summary>Streams of progress open at the same time. Default 200; each costs a query per second.</summary>
    [Range(1, 10_000)]
    public int MaxStreams { get; set; } = 200;

    /// <summary>A run's oldest due segment may wait so long before the server calls itself degraded. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan QueueAgeLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Sign-in.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>Reverse proxies.</summary>
    public ProxyOptions Proxy { get; set; } = new();

    /// <summary>Keys that seal secrets.</summary>
    public SecretOptions Secrets { get; set; } = new();

    /// <summary>Where stores entered by operators may be.</summary>
    public EndpointOptions Endpoints { get; set; } = new();

    /// <summary>Runs that an approver must confirm.</summary>
    public ApprovalOptions Approval { get; set; } = new();

    /// <summary>Webhooks on changes of a run's state.</summary>
    public WebhookOptions Webhooks { get; set; } = new();

    /// <summary>Metrics and traces sent elsewhere.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    internal IReadOnlyList<string> EffectiveListen => Listen.Count == 0 ? ["http://127.0.0.1:8080"] : [.. Listen];
}
