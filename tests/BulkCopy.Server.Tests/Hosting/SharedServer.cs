using BulkCopy.Emulator;
using BulkCopy.Testing;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>A class fixture: one server with a scene for all tests of a class.</summary>
public sealed class SharedServer(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);
    private TestServer? server;
    private EmulatorServer? emulator;

    internal async Task<TestServer> OpenAsync()
    {
        await one.WaitAsync();
        try
        {
            if (server is null)
            {
                emulator = await EmulatorServer.StartAsync(
                    new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = TestStores.AccessKeyId, Secret = TestStores.Secret }] },
                    TimeProvider.System, CancellationToken.None);
                var stores = new TestStores(emulator.Endpoint.Authority);
                await ApiScene.FillBucketAsync(stores.Find("cos-beijing")!);
                server = await TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference, stores);
                await ApiScene.BuildAsync(server);
            }
            return server;
        }
        finally
        {
            one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        if (emulator is not null)
            await emulator.DisposeAsync();
        one.Dispose();
    }
}
