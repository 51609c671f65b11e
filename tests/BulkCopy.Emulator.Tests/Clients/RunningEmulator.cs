using Amazon.Runtime;
using Amazon.S3;

namespace BulkCopy.Emulator.Tests.Clients;

/// <summary>An emulator on a free port with two accounts, and clients that reach it.</summary>
public sealed class RunningEmulator : IAsyncDisposable
{
    public static readonly EmulatorAccount Alice = new() { AccessKey = "AKIDALICE", Secret = "alice-secret", Name = "alice" };
    public static readonly EmulatorAccount Bob = new() { AccessKey = "AKIDBOB", Secret = "bob-secret", Name = "bob" };
    private readonly List<IDisposable> clients = [];

    private RunningEmulator(EmulatorServer server, TimeProvider time)
    {
        Server = server;
        Time = time;
    }

    public EmulatorServer Server { get; }

    public TimeProvider Time { get; }

    public static async Task<RunningEmulator> StartAsync(TimeProvider? time = null, Func<EmulatorOptions, EmulatorOptions>? change = null)
    {
        var options = new EmulatorOptions { Accounts = [Alice, Bob] };
        options = change?.Invoke(options) ?? options;
        time ??= TimeProvider.System;
        return new RunningEmulator(await EmulatorServer.StartAsync(options, time, CancellationToken.None), time);
    }

    public AmazonS3Client Sdk(EmulatorAccount? account = null, Action<AmazonS3Config>? configure = null)
    {
        account ??= Alice;
        var config = new AmazonS3Config
        {
            ServiceURL = Server.Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1", UseHttp = true, MaxErrorRetry = 0,
        };
        configure?.Invoke(config);
        var client = new AmazonS3Client(new BasicAWSCredentials(account.AccessKey, account.Secret), config);
        clients.Add(client);
        return client;
    }

    /// <summary>A client that sends raw requests, signed for the dialect of their host.</summary>
    public RawClient Raw(EmulatorAccount? account = null)
    {
        var client = new RawClient(Server.Endpoint, account ?? Alice, Time);
        clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) client.Dispose();
        await Server.DisposeAsync();
    }
}
