using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BulkCopy.Server.Tests.Telemetry;

/// <summary>A collector that keeps what it is sent, by gRPC (which is HTTP/2) or by protobuf over HTTP/1.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication application;

    private OtlpReceiver(WebApplication application) => this.application = application;

    public Uri Endpoint => new(application.Urls.First());

    /// <summary>Path, the header <c>x-api-key</c>, and the message.</summary>
    public ConcurrentQueue<(string Path, string Key, byte[] Message)> Received { get; } = new();

    public static async Task<OtlpReceiver> StartAsync(bool grpc)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build());
        receiver.application.Run(context => grpc ? receiver.TakeGrpcAsync(context) : receiver.TakeAsync(context));
        await receiver.application.StartAsync();
        return receiver;
    }

    public IEnumerable<byte[]> At(string path) => Received.Where(one => one.Path == path).Select(one => one.Message);

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        Received.Enqueue((context.Request.Path, context.Request.Headers["x-api-key"].ToString(), await BodyAsync(context)));
        context.Response.ContentType = "application/x-protobuf";
    }

    // A message of gRPC has a flag and four bytes of length before it; the answer is an empty message and the status in trailers.
    private async Task TakeGrpcAsync(HttpContext context)
    {
        Received.Enqueue((context.Request.Path, context.Request.Headers["x-api-key"].ToString(), (await BodyAsync(context))[5..]));
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
