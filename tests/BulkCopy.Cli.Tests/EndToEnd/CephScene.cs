using System.Text.Json;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Emulator;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using Npgsql;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>
/// The S3 server that <c>BULKCOPY_TEST_S3=endpoint,region,key,secret,bucketprefix[,dialect]</c> names, configured twice: as what it is (<c>rgw</c>), and as
/// if it were Amazon's (<c>rgw-s3</c>); an emulator of COS and OSS; a database; workers that may be killed.
/// </summary>
internal sealed class CephScene : IAsyncDisposable
{
    private const string AccessKey = "AKIDCEPH";
    private const string Secret = "ceph-secret";
    private readonly Dictionary<string, ObjectStoreClient> stores = [];
    private readonly string directory;
    private readonly EmulatorServer emulator;
    private readonly PrivateCluster cluster;
    private readonly string[] server;

    private CephScene(string directory, EmulatorServer emulator, PrivateCluster cluster, string[] server)
    {
        (this.directory, this.emulator, this.cluster, this.server) = (directory, emulator, cluster, server);
        Database = LedgerDataSource.Create(cluster.ConnectionString);
        Environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__BulkCopy"] = cluster.ConnectionString, ["BULKCOPY__Worker__Lease"] = "00:00:04",
            ["CEPH_KEY"] = server[2], ["CEPH_SECRET"] = server[3], ["EMULATOR_KEY"] = AccessKey, ["EMULATOR_SECRET"] = Secret,
        };
        Add("rgw", server.Length > 5 ? server[5] : "ceph", server[1], emulated: false);
        Add("rgw-s3", "s3", server[1], emulated: false);
        Add("cos", "cos", "ap-beijing", emulated: true);
        Add("oss", "oss", "cn-hangzhou", emulated: true);
    }

    public NpgsqlDataSource Database { get; }
    public Dictionary<string, string> Environment { get; }
    public IObjectStore Store(string name) => stores[name];

    /// <summary>A name for a bucket of the server, of this scene only.</summary>
    public string Bucket(string name) => $"{server[4]}{name}-{Path.GetFileName(directory)[^8..]}";

    /// <summary>The server's settings; <c>null</c> if none is named.</summary>
    public static string[]? Server() => System.Environment.GetEnvironmentVariable("BULKCOPY_TEST_S3") is { Length: > 0 } setting ? setting.Split(',') : null;

    public static async Task<CephScene> StartAsync(string[] server)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"bulkcopy-ceph-{Guid.NewGuid():N}")).FullName;
        var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = AccessKey, Secret = Secret }] }, TimeProvider.System, default);
        var cluster = await PrivateCluster.AcquireAsync(new PrivateClusterOptions { DataDirectory = Path.Combine(directory, "pg") }, TimeProvider.System, default);
        var scene = new CephScene(directory, emulator, cluster, server);
        await using var migrate = BulkCopyProcess.Start(["migrate"], scene.Environment);
        (await migrate.WaitAsync(default)).Expect(0);
        return scene;
    }

    public async Task CreateBucketAsync(string store, string bucket) => (await Store(store).CreateBucketAsync(bucket, default)).ValueOrThrow();

    /// <summary>Puts small objects, and large ones that were uploaded in parts.</summary>
    public async Task SeedAsync(string store, string bucket, int objects, int largeObjects, int parts, int partSize)
    {
        await CreateBucketAsync(store, bucket);
        await Parallel.ForAsync(0, objects, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) => (await Store(store).PutObjectAsync(new PutObjectRequest
        {
            Bucket = bucket, Key = $"data/{i % 17:D2}/{i:D5}+é.bin", Content = new MemoryStream(BitConverter.GetBytes((long)i)), Length = 8,
            Headers = new ObjectHeaders { ContentType = "application/x-ceph", Metadata = [new("number", $"{i}")] },
        }, token)).ValueOrThrow());
        for (var i = 0; i < largeObjects; i++) await UploadAsync(store, bucket, $"large/{i}", parts, partSize, i);
    }

    /// <summary>Runs a copy that workers do, killing the first of them when a share of its objects is done.</summary>
    public async Task<Run> CopyAsync(int objects, params string[] arguments)
    {
        var id = new RunId((await RunAsync(["copy", .. arguments, "--detach"])).GetProperty("runId").GetInt32());
        var ledger = new RunLedger(Database);
        var worker = StartWorker();
        try
        {
            var killed = false;
            while (true)
            {
                var run = (await ledger.FindAsync(id, default))!;
                if (run.FinishedAt is not null)
                {
                    Assert.True(killed, $"Run {id} was over before its worker could be killed.");
                    return run;
                }
                if (!killed && run.Totals.Finished >= objects / 3)
                {
                    await worker.DisposeAsync();
                    (killed, worker) = (true, StartWorker());
                }
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            await worker.DisposeAsync();
        }
    }

    public async Task<JsonElement> RunAsync(IEnumerable<string> arguments)
    {
        await using var process = BulkCopyProcess.Start([.. arguments, "--output", "json"], Environment);
        return (await process.WaitAsync(default)).Expect(0).Json;
    }

    public async Task<IReadOnlyList<ListedObject>> ListAsync(string store, string bucket)
    {
        var all = new List<ListedObject>();
        string? after = null;
        do
        {
            var page = (await Store(store).ListObjectsAsync(new ListObjectsRequest { Bucket = bucket, StartAfter = after }, default)).ValueOrThrow();
            all.AddRange(page.Objects);
            after = page.NextKeyMarker;
        }
        while (after is not null);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores.Values) store.Dispose();
        await Database.DisposeAsync();
        await emulator.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private BulkCopyProcess StartWorker() => BulkCopyProcess.Start(["worker", "--concurrency", "8"], Environment);

    private void Add(string name, string dialect, string region, bool emulated)
    {
        var plain = emulated || server[0].StartsWith("http://", StringComparison.Ordinal);
        var options = new ObjectStoreOptions
        {
            Name = name,
            Dialect = Dialect.Parse(dialect),
            Region = region,
            Credentials = new StaticCredentialProvider(emulated ? new StoreCredentials(AccessKey, Secret) : new StoreCredentials(server[2], server[3])),
            UseHttps = !plain,
        };
        stores[name] = ObjectStoreClient.Create(
            emulated ? options with { ConnectTo = $"127.0.0.1:{emulator.Endpoint.Port}" } : options with { Endpoint = server[0], AddressingStyle = ObjectStores.AddressingStyle.Path }, TimeProvider.System);
        var prefix = $"BULKCOPY__Stores__{name}__";
        Environment[prefix + "Dialect"] = dialect;
        Environment[prefix + "Region"] = region;
        Environment[prefix + "UseHttps"] = plain ? "false" : "true";
        Environment[prefix + (emulated ? "ConnectTo" : "Endpoint")] = emulated ? $"127.0.0.1:{emulator.Endpoint.Port}" : server[0];
        if (!emulated) Environment[prefix + "Addressing"] = "Path";
        Environment[prefix + "Credentials__AccessKeyIdFrom"] = emulated ? "env:EMULATOR_KEY" : "env:CEPH_KEY";
        Environment[prefix + "Credentials__SecretAccessKeyFrom"] = emulated ? "env:EMULATOR_SECRET" : "env:CEPH_SECRET";
    }

    private async Task UploadAsync(string store, string bucket, string key, int parts, int partSize, int seed)
    {
        var content = new byte[partSize];
        new Random(seed).NextBytes(content);
        var upload = (await Store(store).CreateUploadAsync(new CreateUploadRequest { Bucket = bucket, Key = key }, default)).ValueOrThrow();
        var completed = new List<CompletedPart>();
        for (var part = 1; part <= parts; part++)
            completed.Add(new CompletedPart(part, (await Store(store).UploadPartAsync(new UploadPartRequest
            {
                Bucket = bucket, Key = key, UploadId = upload, PartNumber = part, Content = new MemoryStream(content), Length = partSize,
            }, default)).ValueOrThrow().ETag));
        (await Store(store).CompleteUploadAsync(new CompleteUploadRequest { Bucket = bucket, Key = key, UploadId = upload, Parts = completed }, default)).ValueOrThrow();
    }
}
