using BulkCopy.Cli.Configuration;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Cli.Hosting;

/// <summary>A database, and the private cluster it lives in if it does.</summary>
internal sealed record DatabasePlace(NpgsqlDataSource Database, PrivateCluster? Cluster) : IAsyncDisposable
{
    public static async Task<DatabasePlace> OpenAsync(BulkCopySettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        if (settings.ConnectionString is { } configured)
            return new DatabasePlace(LedgerDataSource.Create(configured), null);
        var cluster = await PrivateCluster.AcquireAsync(
            new PrivateClusterOptions { DataDirectory = ClusterHome.Find() }, time, cancellationToken).ConfigureAwait(false);
        return new DatabasePlace(LedgerDataSource.Create(cluster.ConnectionString), cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync().ConfigureAwait(false);
        if (Cluster is not null)
            await Cluster.DisposeAsync().ConfigureAwait(false);
    }
}
