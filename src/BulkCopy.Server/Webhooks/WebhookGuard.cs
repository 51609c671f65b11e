using System.Net;
using System.Net.Sockets;
using BulkCopy.Server.Options;
using BulkCopy.Server.Stores;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Webhooks;

/// <summary>Decides whom the server tells of its runs: nobody inside the network it stands in, unless that is allowed.</summary>
internal sealed class WebhookGuard(IOptions<ServerOptions> options)
{
    private const int LongestUrl = 2000;

    private readonly WebhookOptions webhooks = options.Value.Webhooks;

    /// <summary>Whether an address may be connected to.</summary>
    public bool Allows(IPAddress address) => webhooks.AllowPrivateAddresses || !EndpointGuard.IsInside(address);

    /// <summary>What is wrong with an address, as a sentence; <c>null</c> if it will do.</summary>
    public string? Objection(string? text)
    {
        if (text is not { Length: > 0 and <= LongestUrl } || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\') || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "It is no address: write https://HOST/PATH, without a name and password.";
        if (!IsNamed(url))
            return $"The host {url.IdnHost} is not among those that may be told. An administrator of the server can add it to Server:Webhooks:AllowedHosts.";
        return IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !Allows(address) ? Inside(address.ToString()) : null;
    }

    /// <summary>What is wrong once the name is resolved; <c>null</c> if it will do, or does not resolve from here.</summary>
    public async Task<string?> ObjectionToAddressesAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            var host = new Uri(url).IdnHost;
            return (await Dns.GetHostAddressesAsync(host, cancellationToken)).All(Allows) ? null : Inside(host);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Connects to an address that was looked at: the name is not resolved a second time, since it may mean another place by then.</summary>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var allowed = (await Dns.GetHostAddressesAsync(target.Host, cancellationToken)).Where(Allows).ToArray();
        if (allowed.Length == 0)
            throw new HttpRequestException(HttpRequestError.ConnectionError, Inside(target.Host));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Inside(string host) =>
        $"The host {host} lies inside a private network. An administrator of the server can allow that with Server:Webhooks:AllowPrivateAddresses.";

    private bool IsNamed(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        return webhooks.AllowedHosts.Count == 0 || webhooks.AllowedHosts.Select(pattern => pattern.ToLowerInvariant()).Any(pattern =>
            pattern.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(pattern[1..], StringComparison.Ordinal) : pattern == host);
    }
}
