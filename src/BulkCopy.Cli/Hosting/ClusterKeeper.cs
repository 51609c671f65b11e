using BulkCopy.Postgres.Cluster;
using Npgsql;

namespace BulkCopy.Cli.Hosting;

/// <summary>Looks after the private PostgreSQL while a process uses it: one that was killed is started again.</summary>
internal sealed class ClusterKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly NpgsqlDataSource _database;
    private readonly PrivateCluster _cluster;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _keeping;

    public ClusterKeeper(NpgsqlDataSource database, PrivateCluster cluster, TimeProvider time)
    {
        _database = database;
        _cluster = cluster;
        _keeping = KeepAsync(time);
    }

    /// <summary>Asks the server for a sign of life, and starts it if there is none.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var ask = _database.CreateCommand("SELECT 1");
            await ask.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException) when (!cancellationToken.IsCancellationRequested)
        {
            await _cluster.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task KeepAsync(TimeProvider time)
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await LookAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or PrivateClusterException)
            {
                // Looked at again; who needs the database says that it is away.
            }
        }
    }
}
