using System.Diagnostics;
using System.Globalization;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Migrations;
using BulkCopy.Testing;
using Npgsql;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>A PostgreSQL that no other test uses, so that it can be killed.</summary>
internal sealed class OwnDatabase : IAsyncDisposable
{
    private readonly string directory;
    private readonly PrivateCluster cluster;

    private OwnDatabase(string directory, PrivateCluster cluster) =>
        (this.directory, this.cluster, Source) = (directory, cluster, LedgerDataSource.Create(cluster.ConnectionString));

    public NpgsqlDataSource Source { get; }

    public static async Task<OwnDatabase> StartAsync()
    {
        await PostgresFixture.RequireInstalledAsync();
        // Not CreateTempSubdirectory: the unprivileged account that runs PostgreSQL must be able to enter it.
        var directory = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"bulkcopy-server-{Guid.NewGuid():N}")).FullName;
        var cluster = await PrivateCluster.AcquireAsync(new PrivateClusterOptions { DataDirectory = Path.Combine(directory, "pg"), Durable = false }, TimeProvider.System, CancellationToken.None);
        var database = new OwnDatabase(directory, cluster);
        await new MigrationRunner(database.Source).ApplyAsync(CancellationToken.None);
        return database;
    }

    /// <summary>Kills the postmaster; its children follow it.</summary>
    public async Task KillAsync()
    {
        var file = Directory.GetFiles(directory, "postmaster.pid", SearchOption.AllDirectories).Single();
        using var postmaster = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(file))[0], CultureInfo.InvariantCulture));
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
    }

    public Task RestartAsync() => cluster.EnsureRunningAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
