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
        if (options.ConnectTo is not null) ConnectTo(handler, EndPointOf(options));
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    private static void ConnectTo(SocketsHttpHandler handler, EndPoint target) => handler.ConnectCallback = async (_, cancellationToken) =>
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    };

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
