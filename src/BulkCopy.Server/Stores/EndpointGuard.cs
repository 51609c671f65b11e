using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Stores;

/// <summary>Decides where stores entered by operators may be: named hosts only, and none that lead into the network the server stands in.</summary>
internal sealed class EndpointGuard(IOptions<ServerOptions> options)
{
    // IANA's special-purpose registries: what is not globally reachable, and what translates into it.
    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private readonly EndpointOptions endpoints = options.Value.Endpoints;

    /// <summary>Whether an address may be connected to.</summary>
    public bool Allows(IPAddress address) => endpoints.AllowPrivateAddresses || !IsInside(address);

    // All that is given out of IPv6 (RFC 4291, section 2.4); the rest is this machine's, this network's, several machines', or stands for addresses of IPv4.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address is none of the public internet.</summary>
    public static bool IsInside(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(plain)) || Inside.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>What is wrong with an endpoint, as a sentence; <c>null</c> if it will do.</summary>
    public string? Objection(string endpoint)
    {
        var text = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"https://{endpoint}";
        if (endpoint.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '@' or '?' or '#') || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
            return "It is no endpoint: write a host with an optional port, for instance https://s3.example.com.";
        if (!IsNamed(url))
            return $"The host {url.IdnHost} is not among those that stores may have. An administrator can add it to Server:Endpoints:Allowed.";
        if (!endpoints.AllowPrivateAddresses && IsThisMachine(url))
            return "The host is this machine. An administrator can allow that with Server:Endpoints:AllowPrivateAddresses.";
        return IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !Allows(address)
            ? $"The address {address} lies inside a private network. An administrator can allow that with Server:Endpoints:AllowPrivateAddresses."
            : null;
    }

    /// <summary>What is wrong with an endpoint once its name is resolved; <c>null</c> if it will do, or does not resolve from here.</summary>
    public async Task<string?> ObjectionToAddressesAsync(string endpoint, CancellationToken cancellationToken)
    {
        var url = new Uri(endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"https://{endpoint}");
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(url.IdnHost, cancellationToken);
            return addresses.All(Allows) ? null
                : $"The host {url.IdnHost} has an address inside a private network. An administrator can allow that with Server:Endpoints:AllowPrivateAddresses.";
        }
        catch (SocketException)
        {
            return null;
        }
    }

    // RFC 6761: whatever a resolver says of these names.
    private static bool IsThisMachine(Uri url) =>
        url.IdnHost.TrimEnd('.') is var host && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));

    private bool IsNamed(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        var withPort = string.Create(CultureInfo.InvariantCulture, $"{host}:{url.Port}");
        return endpoints.EffectiveAllowed.Select(pattern => pattern.ToLowerInvariant()).Any(pattern =>
            pattern.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(pattern[1..], StringComparison.Ordinal) : pattern == host || pattern == withPort);
    }
}
