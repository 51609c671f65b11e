namespace BulkCopy.Server.Options;

/// <summary>Reverse proxies in front of the server. Section <c>Server:Proxy</c>.</summary>
public sealed class ProxyOptions
{
    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of proxies whose <c>X-Forwarded-…</c> headers are believed. Default: none are.</summary>
    public IList<string> Trusted { get; set; } = [];

    /// <summary>How many proxies a request may pass. Default 1.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 10)]
    public int ForwardLimit { get; set; } = 1;
}
