using System.Diagnostics;
using System.Globalization;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Emulator;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Tiering;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BulkCopy.Chaos.Tests;

/// <summary>An emulator, a PostgreSQL that may be killed, a worker here and worker processes that may be killed.</summary>
internal sealed class ChaosScene : IAsyncDisposable, IStoreDirectory
{
    /// <summary>How long a request is held up so that something can happen meanwhile.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(6);

    private const string AccessKey = "AKIDCHAOS";
    private const string Secret = "chaos-secret";
    private static readonly (string Name, string Region)[] Places = [("cos", "ap-beijing"), ("oss", "cn-hangzhou"), ("s3", "us-east-1")];
    private readonly string directory;
    private readonly PrivateCluster cluster;
    private readonly Dictionary<string, ObjectStoreClient> stores;
    private readonly Dictionary<string, ObjectStoreClient> workersStores;

    private ChaosScene(string directory, EmulatorServer emulator, PrivateCluster cluster, TimeSpan patience)
    {
        (this.directory, Emulator, this.cluster) = (directory, emulator, cluster);
        Database = LedgerDataSource.Create(cluster.ConnectionString);
        Ledger = PostgresLedger.Over(Database);
        stores = Places.ToDictionary(place => place.Name, place => Client(place.Name, place.Region, 10 * Hold));
        workersStores = Places.ToDictionary(place => place.Name, place => Client(place.Name, place.Region, patience));
    }

    public EmulatorServer Emulator { get; }
    public NpgsqlDataSource Database { get; }
    public LedgerAccess Ledger { get; }

    /// <summary>The clock of the worker in this process.</summary>
    public SetClock Clock { get; } = new();

    public IObjectStore Store(string name) => stores[name];

    public IObjectStore? Find(string name) => workersStores.GetValueOrDefault(name);

    /// <summary>Starts everything but workers.</summary>
    /// <param name="patience">How long the worker's client waits for an answer.</param>
    public static async Task<ChaosScene> StartAsync(TimeSpan patience)
    {
        // Not CreateTempSubdirectory: the unprivileged account that runs PostgreSQL must be able to enter it.
        var directory = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"bulkcopy-chaos-{Guid.NewGuid():N}")).FullName;
        var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = AccessKey, Secret = Secret }], TimeAcceleration = 1000 }, TimeProvider.System, CancellationToken.None);
        var cluster = await PrivateCluster.AcquireAsync(new PrivateClusterOptions { DataDirectory = Path.Combine(directory, "pg"), Durable = false }, TimeProvider.System, CancellationToken.None);
        var scene = new ChaosScene(directory, emulator, cluster, patience);
        await new MigrationRunner(scene.Database).ApplyAsync(CancellationToken.None);
        return scene;
    }

    /// <summary>Uploads that the ledger does not know to be completed or gone.</summary>
    public async Task<long> CountOpenUploadsAsync()
    {
        await using var command = Database.CreateCommand("SELECT count(*) FROM bulkcopy.uploads WHERE closed_at IS NULL");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A worker in this process.</summary>
    public Task WorkAsync(CancellationToken stopping) =>
        new WorkerHost(Ledger, this, new WorkerOptions { PollInterval = TimeSpan.FromMilliseconds(100), Lease = TimeSpan.FromSeconds(10), Concurrency = 64 }, Clock, NullLogger<WorkerHost>.Instance)
            .RunAsync(stopping, CancellationToken.None);

    /// <summary>A worker in a process of its own, to be killed.</summary>
    public BulkCopyProcess StartVictim() => BulkCopyProcess.Start(["worker", "--concurrency", "256"], Variables());

    /// <summary>Lets others take over what a killed process worked on.</summary>
    public Task LetGoAsync(int process) => DeadWorkers.LetGoAsync(process, Database);

    /// <summary>Kills the postmaster and its children, then has it started again.</summary>
    public async Task KillDatabaseAsync()
    {
        var postmaster = int.Parse((await File.ReadAllLinesAsync(Directory.GetFiles(directory, "postmaster.pid", SearchOption.AllDirectories).Single()))[0], CultureInfo.InvariantCulture);
        Process.GetProcessById(postmaster).Kill();
        await cluster.EnsureRunningAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores.Values.Concat(workersStores.Values)) store.Dispose();
        await Database.DisposeAsync();
        await Emulator.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private ObjectStoreClient Client(string name, string region, TimeSpan patience) => ObjectStoreClient.Create(new ObjectStoreOptions
    {
        Name = name,
        Dialect = Dialect.Parse(name),
        Region = region,
        Credentials = new StaticCredentialProvider(new StoreCredentials(AccessKey, Secret)),
        ConnectTo = $"127.0.0.1:{Emulator.Endpoint.Port}",
        UseHttps = false,
        AttemptTimeout = patience,
        CopyTimeout = patience,
        RetryBaseDelay = TimeSpan.FromMilliseconds(50),
    }, Clock);

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>
        {
            ["ConnectionStrings__BulkCopy"] = cluster.ConnectionString,
            ["CHAOS_KEY"] = AccessKey,
            ["CHAOS_SECRET"] = Secret,
        };
        foreach (var (name, region) in Places)
        {
            var store = $"BULKCOPY__Stores__{name}__";
            variables[store + "Dialect"] = name;
            variables[store + "Region"] = region;
            variables[store + "ConnectTo"] = $"127.0.0.1:{Emulator.Endpoint.Port}";
            variables[store + "UseHttps"] = "false";
            variables[store + "Credentials__AccessKeyIdFrom"] = "env:CHAOS_KEY";
            variables[store + "Credentials__SecretAccessKeyFrom"] = "env:CHAOS_SECRET";
        }
        return variables;
    }
}
