using BulkCopy.Testing;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>A class fixture: one server for all that it refuses, among it every address inside the network, though each is named on purpose.</summary>
public sealed class StrictServer(PostgresFixture postgres) : IAsyncDisposable
{
    /// <summary>So that only the addresses themselves are in the way.</summary>
    internal static readonly string[] Named =
        ["127.0.0.1", "10.1.2.3", "169.254.169.254", "169.254.0.23", "100.100.100.200", "192.168.1.1", "0.0.0.0", "localhost", "*.localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]",
         "[::ffff:7f00:1]", "[fe80::1]", "[fd00:ec2::254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "metadata.google.internal"];

    private Task<TestServer>? server;

    // Tests of a class run one after another.
    internal Task<TestServer> OpenAsync() => server ??= StartAsync(postgres, allowPrivate: false);

    /// <summary>Starts another that may be changed.</summary>
    internal static Task<TestServer> StartAsync(PostgresFixture postgres, bool allowPrivate) => TestServer.StartAsync(postgres, options =>
    {
        options.Secrets.MasterKeyFrom = MasterKey.Reference;
        options.Endpoints.AllowPrivateAddresses = allowPrivate;
        foreach (var host in Named)
            options.Endpoints.Allowed.Add(host);
    });

    public async ValueTask DisposeAsync()
    {
        if (server is { IsCompletedSuccessfully: true })
            await (await server).DisposeAsync();
    }
}
