using BulkCopy.Cli.Configuration;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Migrations;
using Npgsql;

namespace BulkCopy.Cli.Hosting;

/// <summary>The ledger, open: the configured database, or a private cluster for as long as this lives.</summary>
internal sealed class LedgerSession : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly PrivateCluster? _cluster;
    private readonly ClusterKeeper? _keeper;

    private LedgerSession(NpgsqlDataSource database, PrivateCluster? cluster, TimeProvider time)
    {
        _database = database;
        _cluster = cluster;
        _keeper = cluster is null ? null : new ClusterKeeper(database, cluster, time);
        Access = PostgresLedger.Over(database);
        Reports = new ReportLedger(database);
    }

    /// <summary>What a worker uses.</summary>
    public LedgerAccess Access { get; }

    /// <summary>The database, for what is not a worker's.</summary>
    public NpgsqlDataSource Database => _database;

    public IRunLedger Runs => Access.Runs;

    public IReportLedger Reports { get; }

    /// <summary>Opens the ledger. A private cluster is migrated as needed; a configured database must have been migrated by its operator.</summary>
    public static async Task<LedgerSession> OpenAsync(BulkCopySettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var place = await DatabasePlace.OpenAsync(settings, time, cancellationToken).ConfigureAwait(false);
        try
        {
            var migrations = new MigrationRunner(place.Database);
            if (place.Cluster is null)
                await migrations.EnsureCurrentAsync(cancellationToken).ConfigureAwait(false);
            else
                await migrations.ApplyAsync(cancellationToken).ConfigureAwait(false);
            return new LedgerSession(place.Database, place.Cluster, time);
        }
        catch
        {
            await place.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
            await _keeper.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        if (_cluster is not null)
            await _cluster.DisposeAsync().ConfigureAwait(false);
    }
}
