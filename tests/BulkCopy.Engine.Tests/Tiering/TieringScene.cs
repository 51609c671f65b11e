using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using BulkCopy.Emulator;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Tiering;
using BulkCopy.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace BulkCopy.Engine.Tests.Tiering;

/// <summary>A bucket with objects of every age and class, a policy, and workers that apply it.</summary>
internal sealed class TieringScene : IAsyncDisposable, IStoreDirectory
{
    public const string AccessKey = "AKIDTIER";
    public const string Secret = "tier-secret";
    private readonly PostgresFixture postgres;
    private readonly NpgsqlDataSource owned;
    private readonly ObjectStoreClient store;

    private TieringScene(string dialect, EmulatorServer emulator, SetClock clock, PostgresFixture postgres, NpgsqlDataSource owned)
    {
        (Emulator, Clock, this.postgres, this.owned) = (emulator, clock, postgres, owned);
        Database = LedgerDataSource.Create(owned.ConnectionString);
        Ledger = PostgresLedger.Over(Database);
        Transitions = new TransitionLedger(Database);
        Bucket = dialect == "cos" ? "photos-1250000000" : "photos";
        store = ObjectStoreClient.Create(new ObjectStoreOptions
        {
            Name = dialect,
            Dialect = Dialect.Parse(dialect),
            Region = dialect switch { "cos" => "ap-beijing", "oss" => "cn-hangzhou", _ => "us-east-1" },
            Credentials = new StaticCredentialProvider(new StoreCredentials(AccessKey, Secret)),
            ConnectTo = $"127.0.0.1:{emulator.Endpoint.Port}",
            UseHttps = false,
        }, clock);
    }

    public EmulatorServer Emulator { get; }
    public SetClock Clock { get; }
    public NpgsqlDataSource Database { get; }
    public LedgerAccess Ledger { get; }
    public TransitionLedger Transitions { get; }
    public string Bucket { get; }
    public IObjectStore Store => store;
    /// <summary>Requests in flight of each worker.</summary>
    public int Concurrency { get; set; } = 32;
    public StoreLocation Location => new("here", Bucket, "");

    public static async Task<TieringScene> StartAsync(PostgresFixture postgres, string dialect, bool versioned = false, double acceleration = 1)
    {
        var owned = await postgres.CreateDatabaseAsync();
        var clock = new SetClock();
        var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = AccessKey, Secret = Secret, Name = "tier" }], TimeAcceleration = acceleration }, clock, CancellationToken.None);
        var scene = new TieringScene(dialect, emulator, clock, postgres, owned);
        (await scene.Store.CreateBucketAsync(scene.Bucket, default)).ValueOrThrow();
        if (versioned) (await scene.Store.SetVersioningAsync(scene.Bucket, BucketVersioning.Enabled, default)).ValueOrThrow();
        return scene;
    }

    /// <summary>What stands between workers and the store.</summary>
    public Func<IObjectStore, IObjectStore> Between { get; set; } = store => store;

    public IObjectStore? Find(string name) => name == "here" ? Between(store) : null;

    /// <summary>Writes an object that was modified so many days ago, with everything an object can carry.</summary>
    public async Task PutAsync(string key, int daysOld, string storageClass, int size = 70_000, string? tag = null)
    {
        Clock.Shift(TimeSpan.FromDays(-daysOld));
        await WriteAsync(key, storageClass, size, tag);
        Clock.Shift(TimeSpan.Zero);
    }

    /// <summary>Writes many objects of one age.</summary>
    public async Task PutAllAsync(int daysOld, IEnumerable<(string Key, string Class, int Size, string? Tag)> objects)
    {
        Clock.Shift(TimeSpan.FromDays(-daysOld));
        await Parallel.ForEachAsync(objects, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (o, _) => await WriteAsync(o.Key, o.Class, o.Size, o.Tag));
        Clock.Shift(TimeSpan.Zero);
    }

    public TieringPolicy Policy(string text)
    {
        var read = PolicyReader.Read(text, store.Dialect);
        Assert.Empty(read.Problems);
        return read.Policy!;
    }

    public JobSpec Job(string policy) => TieringJobs.Declare(Location, new TieringSpec
    {
        Policy = Policy(policy),
        Prices = PriceReader.Read(PriceReader.DefaultText, store.Dialect.Name, out _),
    });

    public async Task<Run> RunAsync(JobSpec spec, int workers = 1)
    {
        var run = await Ledger.Runs.CreateAsync(spec, null, default);
        using var stopping = new CancellationTokenSource();
        var working = Task.WhenAll(Enumerable.Range(0, workers).Select(i => WorkAsync($"w{i}", stopping.Token)));
        var ended = await UntilAsync(run.Id, r => r.FinishedAt is not null);
        await stopping.CancelAsync();
        await working;
        return ended;
    }

    /// <summary>Works until it is stopped or, as if it were killed, abandoned: then others may take its work over at once.</summary>
    public async Task WorkAsync(string name, CancellationToken stopping, CancellationToken abandon = default)
    {
        var options = new WorkerOptions { Name = name, PollInterval = TimeSpan.FromMilliseconds(50), Lease = TimeSpan.FromMinutes(1), Concurrency = Concurrency };
        await new WorkerHost(Ledger, this, options, TimeProvider.System, NullLogger<WorkerHost>.Instance).RunAsync(stopping, abandon);
        if (abandon.IsCancellationRequested) await DeadWorkers.LetGoAsync(name, Emulator, Store, Database);
    }

    public async Task<Run> UntilAsync(RunId id, Func<Run, bool> reached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while (true)
        {
            var run = (await Ledger.Runs.FindAsync(id, patience.Token))!;
            if (reached(run)) return run;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    public async Task<long> ScalarAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async Task<IReadOnlyList<ListedObject>> ListAsync()
    {
        var all = new List<ListedObject>();
        string? after = null;
        do
        {
            var page = (await Store.ListObjectsAsync(new ListObjectsRequest { Bucket = Bucket, StartAfter = after }, default)).ValueOrThrow();
            all.AddRange(page.Objects);
            after = page.NextKeyMarker;
        }
        while (after is not null);
        return all;
    }

    /// <summary>Everything about every object but its class, its time and its version (and, with KMS, its ETag, which is no digest there), as one text per key.</summary>
    public async Task<SortedDictionary<string, string>> DescribeAsync()
    {
        var described = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(await ListAsync(), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (listed, token) =>
            described[listed.Key] = await DescribeAsync(listed.Key, token));
        return new SortedDictionary<string, string>(described, StringComparer.Ordinal);
    }

    private async Task<string> DescribeAsync(string key, CancellationToken token)
    {
        var head = (await Store.HeadObjectAsync(new ReadObjectRequest { Bucket = Bucket, Key = key }, token)).ValueOrThrow();
        var tags = (await Store.GetTagsAsync(Bucket, key, null, token)).ValueOrThrow();
        var acl = (await Store.GetAclAsync(Bucket, key, null, token)).ValueOrThrow();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{head.Size} {(head.Encryption?.Mode == EncryptionMode.Kms ? "" : head.ETag)} {head.Crc64} | {head.Headers with { Metadata = [] }} ");
        text.AppendJoin(',', head.Headers.Metadata.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"));
        text.Append(CultureInfo.InvariantCulture, $" | {head.Encryption?.Mode} {head.Encryption?.KmsKeyId} | {acl.Canned} ");
        text.AppendJoin(',', acl.Grants.OrderBy(grant => grant.Key).Select(grant => $"{grant.Key}={grant.Value}")).Append(" | ");
        return text.AppendJoin(',', tags.OrderBy(tag => tag.Key).Select(tag => $"{tag.Key}={tag.Value}")).ToString();
    }

    private async Task WriteAsync(string key, string storageClass, int size, string? tag)
    {
        var content = new byte[size];
        Encoding.UTF8.GetBytes(key[..Math.Min(key.Length, size)]).AsSpan()[..Math.Min(size, Encoding.UTF8.GetByteCount(key[..Math.Min(key.Length, size)]))].CopyTo(content);
        var number = key.Length + size;
        (await Store.PutObjectAsync(new PutObjectRequest
        {
            Bucket = Bucket,
            Key = key,
            Content = new MemoryStream(content),
            Length = content.Length,
            StorageClass = storageClass,
            Headers = new ObjectHeaders { ContentType = "image/odd", CacheControl = "max-age=7", ContentDisposition = "inline", Metadata = [new("author", $"alice {number}")] },
            Tags = tag is null ? [new("n", $"{number}")] : [new("keep", tag), new("n", $"{number}")],
            Acl = (number % 3, store.Dialect.Name) switch
            {
                (0, _) => new AccessControl { Canned = "public-read" },
                (1, "oss") => new AccessControl { Canned = "private" },
                (1, _) => new AccessControl { Grants = [new("read", store.Dialect.Name == "cos" ? "id=\"100000000003\"" : "id=\"guest\"")] },
                _ => null,
            },
            Encryption = (number % 4) switch
            {
                0 => new ServerSideEncryption { Mode = EncryptionMode.StoreManaged },
                2 => new ServerSideEncryption { Mode = EncryptionMode.Kms, KmsKeyId = $"key-{number % 3}" },
                _ => null,
            },
        }, default)).ValueOrThrow();
    }

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        await Emulator.DisposeAsync();
        await Database.DisposeAsync();
        await postgres.DropDatabaseAsync(owned);
    }
}
