using System.Net;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Web;

/// <summary>Remembers who connected, before a proxy's headers put another address in its place.</summary>
internal sealed class PeerAddress(RequestDelegate next)
{
    private static readonly object Key = new();

    public Task InvokeAsync(HttpContext context)
    {
        context.Items[Key] = context.Connection.RemoteIpAddress;
        return next(context);
    }

    public static IPAddress? Of(HttpContext context) => context.Items[Key] as IPAddress;
}
