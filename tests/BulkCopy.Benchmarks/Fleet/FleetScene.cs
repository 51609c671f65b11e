using System.Globalization;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Observation;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Migrations;
using Npgsql;

namespace BulkCopy.Benchmarks.Fleet;

/// <summary>An emulator in this process, a private PostgreSQL, and room for worker processes.</summary>
internal sealed class FleetScene : IAsyncDisposable
{
    public const string Destination = "copies-1250000000";
    private readonly EmulatorServer emulator;
    private readonly PrivateCluster cluster;
    private readonly NpgsqlDataSource database;
    private readonly BenchStores stores;
    private readonly DirectoryInfo home;

    private FleetScene(EmulatorServer emulator, PrivateCluster cluster, DirectoryInfo home)
    {
        (this.emulator, this.cluster, this.home) = (emulator, cluster, home);
        database = LedgerDataSource.Create(cluster.ConnectionString);
        stores = new BenchStores(EmulatorAddress);
        Runs = new RunLedger(database);
    }

    public string ConnectionString => cluster.ConnectionString;
    public string EmulatorAddress => $"127.0.0.1:{emulator.Endpoint.Port}";
    public RequestLog Requests => emulator.Requests;
    public FaultInjector Faults => emulator.Faults;
    public RunLedger Runs { get; }

    public static async Task<FleetScene> StartAsync()
    {
        var home = new DirectoryInfo(Path.Combine(Path.GetTempPath(), $"bulkcopy-fleet-{Environment.ProcessId}"));
        var cluster = await PrivateCluster.AcquireAsync(new PrivateClusterOptions { DataDirectory = home.FullName }, TimeProvider.System, CancellationToken.None);
        var emulator = await EmulatorServer.StartAsync(new EmulatorOptions
        {
            Accounts = [new EmulatorAccount { AccessKey = BenchStores.AccessKey, Secret = BenchStores.Secret }],
            LoggedRequests = 2_000_000,
            CountedKeys = 0,
        }, TimeProvider.System, CancellationToken.None);
        var scene = new FleetScene(emulator, cluster, home);
        await new MigrationRunner(scene.database).ApplyAsync(CancellationToken.None);
        (await scene.stores.Store.CreateBucketAsync(Destination, CancellationToken.None)).ValueOrThrow();
        return scene;
    }

    /// <summary>The first process of PostgreSQL, parent of all its others.</summary>
    public int Postmaster => int.Parse(File.ReadLines(Directory.GetFiles(home.FullName, "postmaster.pid", SearchOption.AllDirectories).Single()).First(), CultureInfo.InvariantCulture);

    public void Seed(SeedOrder order) => emulator.Seed(order);

    /// <summary>A run over so many new objects, which workers begin at once.</summary>
    public async Task<RunId> CreateRunAsync(string bucket, int objects)
    {
        Seed(new SeedOrder { Dialect = EmulatorDialect.Cos, Bucket = bucket, Region = "ap-beijing", Prefix = "photos/2026/image-", Count = objects, Size = 1024 });
        return (await Runs.CreateAsync(new JobSpec
        {
            Name = bucket,
            Source = new StoreLocation(BenchStores.Name, bucket, ""),
            Destination = new StoreLocation(BenchStores.Name, Destination, bucket + "/"),
        }, null, CancellationToken.None)).Id;
    }

    /// <summary>Ranges of a run that are not listed to their end.</summary>
    public async Task<long> CountOpenRangesAsync(RunId run)
    {
        await using var command = database.CreateCommand($"SELECT count(*) FROM bulkcopy.listing_ranges WHERE run_id = {run} AND state <> 'Done'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<Run> UntilAsync(RunId id, Func<Run, bool> reached, Action? meanwhile = null)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var run = (await Runs.FindAsync(id, CancellationToken.None))!;
            meanwhile?.Invoke();
            if (reached(run)) return run;
            if (run.State == RunState.Failed) throw new InvalidOperationException($"The run failed: {run.StateReason}");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        stores.Dispose();
        await database.DisposeAsync();
        await emulator.DisposeAsync();
        await cluster.DisposeAsync();
        home.Delete(recursive: true);
    }
}
