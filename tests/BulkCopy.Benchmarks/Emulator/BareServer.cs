using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Benchmarks.Emulator;

/// <summary>Kestrel that answers every request with the same copy result: what no emulator on Kestrel can be faster than.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private BareServer(WebApplication application, string endpoint) => (this.application, Endpoint) = (application, endpoint);

    /// <summary>Host and port.</summary>
    public string Endpoint { get; }

    public static async Task<BareServer> StartAsync(string etag)
    {
        var body = Encoding.ASCII.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CopyObjectResult><ETag>&quot;{etag}&quot;</ETag></CopyObjectResult>");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Run(http =>
        {
            http.Response.ContentLength = body.Length;
            return http.Response.Body.WriteAsync(body).AsTask();
        });
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new BareServer(application, new Uri(address).Authority);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
