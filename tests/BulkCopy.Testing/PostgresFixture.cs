using BulkCopy.Postgres.Cluster;
using Npgsql;
using Xunit;

namespace BulkCopy.Testing;

/// <summary>
/// Migrated databases for tests: on the server that <c>BULKCOPY_TEST_POSTGRES</c> names, otherwise on a private cluster
/// that all test processes of this account share. Meant as an assembly fixture:
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>. Without PostgreSQL a test is skipped, or fails where
/// <c>CI=true</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private PostgresTestServer? _server;

    /// <summary>A new database with the current schema. Dropped when the fixture ends, or by <see cref="DropDatabaseAsync"/>.</summary>
    public async Task<NpgsqlDataSource> CreateDatabaseAsync() => await (await ServerAsync()).CreateMigratedAsync(CancellationToken.None);

    /// <summary>A new database with nothing in it.</summary>
    public async Task<NpgsqlDataSource> CreateEmptyDatabaseAsync() => await (await ServerAsync()).CreateEmptyAsync(CancellationToken.None);

    /// <summary>Disposes of the data source and drops its database.</summary>
    public async Task DropDatabaseAsync(NpgsqlDataSource database) =>
        await (await ServerAsync()).DropAsync(database, CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _one.Dispose();
    }

    private async Task<PostgresTestServer> ServerAsync()
    {
        await _one.WaitAsync();
        try
        {
            return _server ??= await StartAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    private static async Task<PostgresTestServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("BULKCOPY_TEST_POSTGRES") is { Length: > 0 } given)
            return await PostgresTestServer.ConnectAsync(given, null, CancellationToken.None);

        var major = await RequireInstalledAsync();
        var cluster = await PrivateCluster.AcquireAsync(
            new PrivateClusterOptions
            {
                DataDirectory = Path.Combine(Path.GetTempPath(), $"bulkcopy-test-{Environment.UserName}-{major}"),
                Durable = false,
                MaxConnections = 300,
            },
            TimeProvider.System,
            CancellationToken.None);
        return await PostgresTestServer.ConnectAsync(cluster.ConnectionString, cluster, CancellationToken.None);
    }

    /// <summary>The major version that a private cluster would run. Without one the test is skipped, or fails where <c>CI=true</c>.</summary>
    public static async Task<int> RequireInstalledAsync()
    {
        try
        {
            return (await PostgresBinaries.FindAsync(null, CancellationToken.None))[0].MajorVersion;
        }
        catch (PrivateClusterException e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
