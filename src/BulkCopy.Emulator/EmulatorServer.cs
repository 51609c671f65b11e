using System.Net;
using System.Text;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Hosting;
using BulkCopy.Emulator.Observation;
using BulkCopy.Emulator.Seeding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BulkCopy.Emulator;

/// <summary>A running COS, OSS and S3 server.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);
    private readonly WebApplication application;

    private readonly EmulatorParts parts;

    private EmulatorServer(WebApplication application, EmulatorParts parts, Uri endpoint)
    {
        this.application = application;
        this.parts = parts;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens, as http://address:port.</summary>
    public Uri Endpoint { get; }

    /// <summary>What it was asked and answered.</summary>
    public RequestLog Requests => parts.Log;

    /// <summary>What goes wrong on purpose.</summary>
    public FaultInjector Faults => parts.Faults;

    /// <summary>Makes objects, and their bucket if need be, without a request each.</summary>
    /// <exception cref="ArgumentException">The order cannot be carried out; the message says why.</exception>
    public void Seed(SeedOrder order) => parts.Seeder.Make(order);

    /// <summary>Starts listening; the server is ready when the task completes.</summary>
    /// <exception cref="FormatException"><see cref="EmulatorOptions.Listen"/> is no address with a port.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EmulatorServer> StartAsync(EmulatorOptions options, TimeProvider time, CancellationToken cancellation)
    {
        if (!IPEndPoint.TryParse(options.Listen.Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase), out var address))
            throw new FormatException($"'{options.Listen}' is no address to listen on: write ADDRESS:PORT, as in 127.0.0.1:9000.");
        var parts = EmulatorParts.Assemble(options, time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, address));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestGoodbye);
        var application = builder.Build();
        application.Run(parts.HandleAsync);
        await application.StartAsync(cancellation);
        var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new EmulatorServer(application, parts, new Uri(bound));
    }

    /// <summary>Stops listening, gives running requests two seconds to end, and cuts the rest (stalled ones above all).</summary>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(CancellationToken.None);
        await application.DisposeAsync();
        parts.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, IPEndPoint address)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestLineSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 400;
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.UTF8;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;
        kestrel.Listen(address);
    }
}
