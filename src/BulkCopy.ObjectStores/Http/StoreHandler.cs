using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BulkCopy.ObjectStores.Http;

/// <summary>Makes the connections of a store: no redirects, no cookies, no proxy, bounded headers, optionally to another address than the host's own.</summary>
internal static class StoreHandler
{
    public static HttpMessageInvoker Create(ObjectStoreOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = options.MaxConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // Shorter than what servers keep, so that a request seldom meets a connection that is being closed.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 64 * 1024,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            Expect100ContinueTimeout = TimeSpan.FromSeconds(1),
        };
        if (options.ConnectTo is not null || options.AllowsAddress is not null)
        {
            var target = options.ConnectTo is null ? null : EndPointOf(options);
            handler.ConnectCallback = (context, cancellationToken) => ConnectAsync(target ?? context.DnsEndPoint, options.AllowsAddress, cancellationToken);
        }
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    private static async ValueTask<Stream> ConnectAsync(EndPoint target, Func<IPAddress, bool>? allows, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (allows is null) await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            else await socket.ConnectAsync(await ResolveAsync(target, allows, cancellationToken).ConfigureAwait(false), PortOf(target), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // What was checked is connected to: the name is not resolved a second time.
    private static async Task<IPAddress[]> ResolveAsync(EndPoint target, Func<IPAddress, bool> allows, CancellationToken cancellationToken)
    {
        var addresses = target is IPEndPoint fixedAddress ? [fixedAddress.Address]
            : await Dns.GetHostAddressesAsync(((DnsEndPoint)target).Host, cancellationToken).ConfigureAwait(false);
        var allowed = addresses.Where(allows).ToArray();
        return allowed.Length > 0 ? allowed
            : throw new HttpRequestException(HttpRequestError.ConnectionError, "The store's host has no address that may be connected to: private, loopback and link-local ones are refused.");
    }

    private static int PortOf(EndPoint target) => target is IPEndPoint address ? address.Port : ((DnsEndPoint)target).Port;

    private static EndPoint EndPointOf(ObjectStoreOptions options)
    {
        var text = options.ConnectTo!;
        if (IPEndPoint.TryParse(text, out var address) && address.Port != 0) return address;
        var colon = text.LastIndexOf(':');
        var hasPort = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536;
        if (colon > 0 && hasPort) return new DnsEndPoint(text[..colon], port);
        throw new ArgumentException($"Store {options.Name}: ConnectTo '{text}' is not host:port.", nameof(options));
    }
}
