using BulkCopy.Testing;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>A class fixture: one server with a scene for all tests of a class.</summary>
public sealed class SharedServer(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);
    private TestServer? server;

    internal async Task<TestServer> OpenAsync()
    {
        await one.WaitAsync();
        try
        {
            if (server is null)
            {
                server = await TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference);
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
        one.Dispose();
    }
}
