using System.Net;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Web;

/// <summary>Proxies whose headers are believed.</summary>
internal sealed class TrustedProxies(IOptions<ServerOptions> options)
{
    public IReadOnlyList<IPNetwork> Networks { get; } =
        [.. options.Value.Proxy.Trusted.Select(text => IPNetwork.TryParse(text, out var network) ? network : Single(IPAddress.Parse(text)))];

    public bool IsTrusted(IPAddress? address)
    {
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(network => network.Contains(plain));
    }

    private static IPNetwork Single(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
