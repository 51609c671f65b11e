using System.Globalization;
using System.Security.Cryptography;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Migrations;
using Npgsql;

namespace BulkCopy.Testing;

/// <summary>
/// Databases of one test process on a server that others may use too. Names carry a number that their owner holds as
/// an advisory lock; what nobody holds was left by a killed process and is dropped by the next.
/// </summary>
internal sealed class PostgresTestServer : IAsyncDisposable
{
    private const string Prefix = "bulkcopy_test_";
    private readonly string _connectionString;
    private readonly NpgsqlConnection _keeper;
    private readonly PrivateCluster? _cluster;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HashSet<string> _names = [];
    private readonly string _id = Hex(RandomNumberGenerator.GetBytes(8));
    private readonly string _templateId = MigrationSet.Embedded.Sha256[..16];
    private int _created;

    private PostgresTestServer(string connectionString, NpgsqlConnection keeper, PrivateCluster? cluster)
    {
        _connectionString = connectionString;
        _keeper = keeper;
        _cluster = cluster;
    }

    private string Template => $"{Prefix}{_templateId}_template";

    public static async Task<PostgresTestServer> ConnectAsync(
        string connectionString, PrivateCluster? cluster, CancellationToken cancellationToken)
    {
        var keeper = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 120 }.ConnectionString);
        await keeper.OpenAsync(cancellationToken);
        var server = new PostgresTestServer(connectionString, keeper, cluster);
        await server.ExecuteAsync($"SELECT pg_advisory_lock({Key(server._id)})", cancellationToken);
        await server.DropAbandonedAsync(cancellationToken);
        await server.BuildTemplateAsync(cancellationToken);
        return server;
    }

    public Task<NpgsqlDataSource> CreateMigratedAsync(CancellationToken cancellationToken) => CreateAsync(Template, cancellationToken);

    public Task<NpgsqlDataSource> CreateEmptyAsync(CancellationToken cancellationToken) => CreateAsync("template0", cancellationToken);

    public async Task DropAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;
        await database.DisposeAsync();
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_names.Remove(name))
                await DropAsync(name, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
            await DropAsync(name, CancellationToken.None);
        await _keeper.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        _one.Dispose();
    }

    private async Task<NpgsqlDataSource> CreateAsync(string template, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_id}_{++_created}");
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}", cancellationToken);
            _names.Add(name);
            return LedgerDataSource.Create(ConnectionStringOf(name));
        }
        finally
        {
            _one.Release();
        }
    }

    // Users of a template share a lock that keeps it from being dropped; building it has a lock of its own, so that users do not keep each other waiting.
    private async Task BuildTemplateAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync($"SELECT pg_advisory_lock_shared({Key(_templateId)})", cancellationToken);
        await ExecuteAsync($"SELECT pg_advisory_lock({~Key(_templateId)})", cancellationToken);
        if (!(await ListAsync(cancellationToken)).Contains(Template))
        {
            var building = $"{Template}_building";
            await DropAsync(building, cancellationToken);
            await ExecuteAsync($"CREATE DATABASE {building} TEMPLATE template0", cancellationToken);
            await using (var database = NpgsqlDataSource.Create(ConnectionStringOf(building)))
                await new MigrationRunner(database).ApplyAsync(cancellationToken);
            await ExecuteAsync($"ALTER DATABASE {building} RENAME TO {Template}", cancellationToken);
        }

        await ExecuteAsync($"SELECT pg_advisory_unlock({~Key(_templateId)})", cancellationToken);
    }

    private async Task DropAbandonedAsync(CancellationToken cancellationToken)
    {
        foreach (var name in await ListAsync(cancellationToken))
        {
            var key = Key(name.Substring(Prefix.Length, 16));
            await using var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock({key})", _keeper);
            if (name.StartsWith(Template, StringComparison.Ordinal) || await take.ExecuteScalarAsync(cancellationToken) is not true)
                continue;
            await DropAsync(name, cancellationToken);
            await ExecuteAsync($"SELECT pg_advisory_unlock({key})", cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        await using var list = new NpgsqlCommand($"SELECT datname FROM pg_database WHERE datname ~ '^{Prefix}[0-9a-f]{{16}}_'", _keeper);
        await using var reader = await list.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }

    private Task DropAsync(string name, CancellationToken cancellationToken) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", cancellationToken);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _keeper) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string ConnectionStringOf(string name) =>
        new NpgsqlConnectionStringBuilder(_connectionString) { Database = name }.ConnectionString;

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static long Key(string hex) => long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
