using System.Net;
using System.Text;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Hosting;
using BulkCopy.Emulator.Observation;
using BulkCopy.Emulator.Operations;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Emulator;

/// <summary>A running COS, OSS and S3 server.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private EmulatorServer(WebApplication application, RequestLog requests, Uri endpoint)
    {
        this.application = application;
        Requests = requests;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens, as http://address:port.</summary>
    public Uri Endpoint { get; }

    /// <summary>What it was asked and answered.</summary>
    public RequestLog Requests { get; }

    /// <summary>Starts listening; the server is ready when the task completes.</summary>
    /// <exception cref="FormatException"><see cref="EmulatorOptions.Listen"/> is no address with a port.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EmulatorServer> StartAsync(EmulatorOptions options, TimeProvider time, CancellationToken cancellation)
    {
        if (!IPEndPoint.TryParse(options.Listen.Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase), out var address))
            throw new FormatException($"'{options.Listen}' is no address to listen on: write ADDRESS:PORT, as in 127.0.0.1:9000.");
        var log = new RequestLog(options.LoggedRequests, options.CountedKeys);
        var pipeline = Pipeline(options, time, log);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, address));
        var application = builder.Build();
        application.Run(pipeline.HandleAsync);
        await application.StartAsync(cancellation);
        var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new EmulatorServer(application, log, new Uri(bound));
    }

    /// <summary>Stops listening and lets running requests end.</summary>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(CancellationToken.None);
        await application.DisposeAsync();
    }

    private static RequestPipeline Pipeline(EmulatorOptions options, TimeProvider time, RequestLog log)
    {
        var credentials = options.Accounts.ToDictionary(account => account.AccessKey, account => new EmulatorCredential
        {
            AccessKey = account.AccessKey, Secret = account.Secret, AccountName = account.Name,
            SessionToken = account.SessionToken, SessionExpiresAt = account.SessionExpiresAt,
        }, StringComparer.Ordinal);
        var contents = new MemoryContentStore();
        var state = new EmulatorState
        {
            Storage = new ObjectStorage(), Contents = contents, Receiver = new BodyReceiver(contents), Time = time,
            RestoreAcceleration = options.TimeAcceleration,
        };
        var verifier = new SignatureVerifier(key => credentials.GetValueOrDefault(key), time);
        return new RequestPipeline(new RequestReader(verifier, time), new OperationDispatcher(state, verifier.Forms), new AnswerWriter(time), log, time);
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
