using BulkCopy.Emulator;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BulkCopy.Engine.Tests.Workers;

/// <summary>An emulator, a migrated database and as many workers in this process as a test wants.</summary>
internal sealed class Fleet : IAsyncDisposable, IStoreDirectory
{
    private const string AccessKey = "AKIDFLEET";
    private const string Secret = "fleet-secret";
    private readonly Dictionary<string, ObjectStoreClient> stores = [];
    private readonly PostgresFixture postgres;
    private readonly NpgsqlDataSource owned;
    private int looks;

    private Fleet(EmulatorServer emulator, PostgresFixture postgres, NpgsqlDataSource owned, NpgsqlDataSource database, TimeProvider storesTime)
    {
        (Emulator, this.postgres, this.owned, Database) = (emulator, postgres, owned, database);
        var ledger = PostgresLedger.Over(database);
        Ledger = ledger with
        {
            Runs = Interception.Over(ledger.Runs, (name, _, go) =>
            {
                if (name == nameof(IRunLedger.ListUnfinishedAsync)) Interlocked.Increment(ref looks);
                return go();
            }),
        };
        Reports = new ReportLedger(database);
        foreach (var (name, dialect, region) in new[] { ("cos", "cos", "ap-beijing"), ("cos-far", "cos", "ap-shanghai"), ("oss", "oss", "cn-hangzhou"), ("s3", "s3", "us-east-1") })
            stores[name] = ObjectStoreClient.Create(new ObjectStoreOptions
            {
                Name = name,
                Dialect = Dialect.Parse(dialect),
                Region = region,
                Credentials = new StaticCredentialProvider(new StoreCredentials(AccessKey, Secret)),
                ConnectTo = $"127.0.0.1:{emulator.Endpoint.Port}",
                UseHttps = false,
                RepeatsThrottled = false,
            }, storesTime);
    }

    public EmulatorServer Emulator { get; }
    public NpgsqlDataSource Database { get; }
    /// <summary>What workers and tests share; workers that are started later get what it is replaced by.</summary>
    public LedgerAccess Ledger { get; set; }
    public ReportLedger Reports { get; }
    public IObjectStore Store(string name) => stores[name];

    /// <summary>Starts it all.</summary>
    /// <param name="postgres">PostgreSQL.</param>
    /// <param name="storesTime">The clock of the stores and of those who sign requests to them.</param>
    /// <param name="acceleration">How many times faster than the vendors' the stores restore.</param>
    public static async Task<Fleet> StartAsync(PostgresFixture postgres, TimeProvider? storesTime = null, double acceleration = 1)
    {
        storesTime ??= TimeProvider.System;
        var owned = await postgres.CreateDatabaseAsync();
        var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = AccessKey, Secret = Secret, Name = "fleet" }], TimeAcceleration = acceleration }, storesTime, CancellationToken.None);
        return new Fleet(emulator, postgres, owned, LedgerDataSource.Create(owned.ConnectionString), storesTime);
    }

    /// <summary>What stands between workers and their stores.</summary>
    public Func<string, IObjectStore, IObjectStore> Between { get; set; } = (_, store) => store;

    /// <summary>Two keys that every store knows: "old" and "new".</summary>
    public CustomerKey? FindCustomerKey(string store, string name) => name switch
    {
        "old" => new CustomerKey("0123456789abcdef0123456789abcdef"u8),
        "new" => new CustomerKey("fedcba9876543210fedcba9876543210"u8),
        _ => null,
    };

    public IObjectStore? Find(string name) => stores.TryGetValue(name, out var store) ? Between(name, store) : null;

    public async Task CreateBucketAsync(string store, string bucket, bool versioned = false)
    {
        (await Store(store).CreateBucketAsync(bucket, CancellationToken.None)).ValueOrThrow();
        if (versioned) (await Store(store).SetVersioningAsync(bucket, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
    }

    public async Task<WriteResult> PutAsync(string store, string bucket, string key, byte[] content, ObjectHeaders? headers = null, IReadOnlyList<KeyValuePair<string, string>>? tags = null, string? storageClass = null) =>
        (await Store(store).PutObjectAsync(new PutObjectRequest
        {
            Bucket = bucket,
            Key = key,
            Content = new MemoryStream(content),
            Length = content.Length,
            Headers = headers ?? ObjectHeaders.Empty,
            Tags = tags ?? [],
            StorageClass = storageClass,
        }, CancellationToken.None)).ValueOrThrow();

    /// <summary>Runs a job with workers in this process until it is over.</summary>
    public async Task<Run> RunToEndAsync(JobSpec spec, int workers = 1, Action<WorkerOptions>? configure = null)
    {
        var run = await Ledger.Runs.CreateAsync(spec, null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var working = Task.WhenAll(Enumerable.Range(0, workers).Select(i => WorkAsync($"w{i}", configure, stopping.Token)));
        var ended = await UntilAsync(run.Id, r => r.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        return ended;
    }

    /// <summary>Works until it is stopped or, as if it were killed, abandoned: then others may take its work over at once.</summary>
    public async Task WorkAsync(string name, Action<WorkerOptions>? configure, CancellationToken stopping, CancellationToken abandon = default)
    {
        var options = new WorkerOptions { Name = name, PollInterval = TimeSpan.FromMilliseconds(50), Lease = TimeSpan.FromMinutes(1), Concurrency = 32 };
        configure?.Invoke(options);
        await new WorkerHost(Ledger, this, options, TimeProvider.System, NullLogger<WorkerHost>.Instance).RunAsync(stopping, abandon);
        if (abandon.IsCancellationRequested) await DeadWorkers.LetGoAsync(name, Emulator, Store("s3"), Database);
    }

    /// <summary>Waits until every one of so many workers has seen the runs as they are now.</summary>
    public async Task SeenAsync(int workers = 1)
    {
        // A look that began before may have missed it, and of the last one nobody knows whether it is over.
        var enough = Volatile.Read(ref looks) + (2 * workers);
        while (Volatile.Read(ref looks) < enough) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
    }

    public async Task<Run> UntilAsync(RunId id, Func<Run, bool> reached, Task? working = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (true)
        {
            var run = await Ledger.Runs.FindAsync(id, patience.Token);
            if (reached(run!)) return run!;
            if (working is { IsFaulted: true }) await working;
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, patience.Token);
        }
    }

    public async Task<IReadOnlyList<ListedObject>> ListAsync(string store, string bucket)
    {
        var all = new List<ListedObject>();
        string? after = null;
        do
        {
            var page = (await Store(store).ListObjectsAsync(new ListObjectsRequest { Bucket = bucket, StartAfter = after }, CancellationToken.None)).ValueOrThrow();
            all.AddRange(page.Objects);
            after = page.NextKeyMarker;
        }
        while (after is not null);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores.Values) store.Dispose();
        await Emulator.DisposeAsync();
        await Database.DisposeAsync();
        await postgres.DropDatabaseAsync(owned);
    }
}
