using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Emulator;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using Npgsql;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>An emulator, a PostgreSQL of its own that may be killed, and worker processes that may be killed.</summary>
internal sealed class CrashScene : IAsyncDisposable
{
    private const string AccessKey = "AKIDCRASH";
    private const string Secret = "crash-secret";
    private readonly string directory;
    private readonly EmulatorServer emulator;
    private readonly PrivateCluster cluster;

    private CrashScene(string directory, EmulatorServer emulator, PrivateCluster cluster)
    {
        (this.directory, this.emulator, this.cluster) = (directory, emulator, cluster);
        Store = ObjectStoreClient.Create(new ObjectStoreOptions
        {
            Name = "cos",
            Dialect = Dialect.Parse("cos"),
            Region = "ap-beijing",
            Credentials = new StaticCredentialProvider(new StoreCredentials(AccessKey, Secret)),
            ConnectTo = $"127.0.0.1:{emulator.Endpoint.Port}",
            UseHttps = false,
        }, TimeProvider.System);
        Database = LedgerDataSource.Create(cluster.ConnectionString);
        Environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__BulkCopy"] = cluster.ConnectionString,
            ["BULKCOPY__Stores__cos__Dialect"] = "cos",
            ["BULKCOPY__Stores__cos__Region"] = "ap-beijing",
            ["BULKCOPY__Stores__cos__ConnectTo"] = $"127.0.0.1:{emulator.Endpoint.Port}",
            ["BULKCOPY__Stores__cos__UseHttps"] = "false",
            ["BULKCOPY__Stores__cos__Credentials__AccessKeyIdFrom"] = "env:CRASH_KEY",
            ["BULKCOPY__Stores__cos__Credentials__SecretAccessKeyFrom"] = "env:CRASH_SECRET",
            ["CRASH_KEY"] = AccessKey,
            ["CRASH_SECRET"] = Secret,
        };
    }

    public ObjectStoreClient Store { get; }
    public NpgsqlDataSource Database { get; }
    public Dictionary<string, string> Environment { get; }
    public RunLedger Runs => new(Database);
    public EmulatorServer Emulator => emulator;
    public Emulator.Observation.RequestLog Requests => emulator.Requests;

    public static async Task<CrashScene> StartAsync()
    {
        // Not CreateTempSubdirectory: the unprivileged account that runs PostgreSQL must be able to enter it.
        var directory = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"bulkcopy-crash-{Guid.NewGuid():N}")).FullName;
        var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = AccessKey, Secret = Secret }] }, TimeProvider.System, CancellationToken.None);
        var cluster = await PrivateCluster.AcquireAsync(new PrivateClusterOptions { DataDirectory = Path.Combine(directory, "pg"), Durable = false }, TimeProvider.System, CancellationToken.None);
        var scene = new CrashScene(directory, emulator, cluster);
        await scene.RunAsync("migrate");
        return scene;
    }

    /// <summary>Runs the executable to its successful end and reads the one JSON document on its standard output.</summary>
    public async Task<JsonElement> RunAsync(params string[] arguments)
    {
        await using var process = BulkCopyProcess.Start([.. arguments, "--output", "json"], Environment);
        return (await process.WaitAsync(CancellationToken.None)).Expect(0).Json;
    }

    public async Task SeedAsync(string bucket, int objects, int largeObjects)
    {
        (await Store.CreateBucketAsync(bucket, CancellationToken.None)).ValueOrThrow();
        await Parallel.ForAsync(0, objects, async (i, token) => await PutAsync(bucket, $"data/{i % 97:D2}/{i:D6} file+{i % 13}.bin", Encoding.UTF8.GetBytes($"object {i}"), token));
        for (var i = 0; i < largeObjects; i++)
        {
            var content = new byte[(12 << 20) + i];
            new Random(i).NextBytes(content);
            await PutAsync(bucket, $"large/{i}.bin", content, CancellationToken.None);
        }
    }

    /// <summary>Kills a worker by SIGKILL.</summary>
    public async Task KillAsync(BulkCopyProcess worker)
    {
        var process = worker.Id;
        await worker.DisposeAsync();
        while (true)
        {
            try
            {
                await DeadWorkers.LetGoAsync(process, Database);
                return;
            }
            catch (NpgsqlException)
            {
                // The database was killed too, and connections to it broke.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    /// <summary>Kills the postmaster and its children, then has it started again.</summary>
    public async Task KillDatabaseAsync()
    {
        var postmaster = int.Parse((await File.ReadAllLinesAsync(Directory.GetFiles(directory, "postmaster.pid", SearchOption.AllDirectories).Single()))[0], CultureInfo.InvariantCulture);
        Process.GetProcessById(postmaster).Kill();
        await cluster.EnsureRunningAsync(CancellationToken.None);
    }

    public async Task<Run> ReadRunAsync(RunId run)
    {
        while (true)
        {
            try
            {
                return (await Runs.FindAsync(run, CancellationToken.None))!;
            }
            catch (Engine.Segments.LedgerUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    public async Task<IReadOnlyList<ListedObject>> ListAsync(string bucket, bool versions)
    {
        var all = new List<ListedObject>();
        string? key = null, version = null;
        do
        {
            var page = versions
                ? (await Store.ListVersionsAsync(new ListVersionsRequest { Bucket = bucket, KeyMarker = key, VersionIdMarker = version }, CancellationToken.None)).ValueOrThrow()
                : (await Store.ListObjectsAsync(new ListObjectsRequest { Bucket = bucket, StartAfter = key }, CancellationToken.None)).ValueOrThrow();
            all.AddRange(page.Objects);
            (key, version) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (key is not null);
        return all;
    }

    public async Task<ObjectProperties> HeadAsync(string bucket, string key) =>
        (await Store.HeadObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = key }, CancellationToken.None)).ValueOrThrow();

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Database.DisposeAsync();
        await emulator.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private async Task PutAsync(string bucket, string key, byte[] content, CancellationToken token) =>
        (await Store.PutObjectAsync(new PutObjectRequest
        {
            Bucket = bucket,
            Key = key,
            Content = new MemoryStream(content),
            Length = content.Length,
            Headers = new ObjectHeaders { ContentType = "application/x-crash", Metadata = [new("number", $"{content.Length}")] },
        }, token)).ValueOrThrow();
}
