using System.Globalization;
using System.Text;
using System.Text.Json;
using BulkCopy.Emulator;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

/// <summary>A class fixture: an emulator, a migrated database, and a configuration file that names both.</summary>
public sealed class CliWorld(PostgresFixture postgres) : IAsyncLifetime
{
    private const string AccessKey = "TESTKEY";
    private const string Secret = "test-secret";
    private NpgsqlDataSource? _database;
    private EmulatorServer? _emulator;
    private string? _directory;

    /// <summary>Names of the stores in the configuration, with their dialects and regions.</summary>
    public static IReadOnlyList<(string Name, string Dialect, string Region)> Stores { get; } =
    [
        ("cos-beijing", "cos", "ap-beijing"), ("cos-shanghai", "cos", "ap-shanghai"), ("oss-hangzhou", "oss", "cn-hangzhou"), ("s3-east", "s3", "us-east-1"),
    ];

    public EmulatorServer Emulator => _emulator!;

    public string ConfigFile => Path.Combine(_directory!, "bulkcopy.json");

    public string Directory => _directory!;

    /// <summary>Variables of processes that use this world: its database, its configuration, its credentials.</summary>
    public Dictionary<string, string> Variables => new()
    {
        ["ConnectionStrings__BulkCopy"] = ConnectionString,
        ["BULKCOPY_CONFIG"] = ConfigFile,
        ["BULKCOPY_HOME"] = Path.Combine(_directory!, "home"),
        ["TEST_ACCESS_KEY"] = AccessKey,
        ["TEST_SECRET"] = Secret,
        ["TEST_WRONG_SECRET"] = "not-the-secret",
    };

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _directory = System.IO.Directory.CreateTempSubdirectory("bulkcopy-cli-").FullName;
        _database = await postgres.CreateDatabaseAsync();
        ConnectionString = WithPassword(_database);
        _emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = AccessKey, Secret = Secret }] }, TimeProvider.System, CancellationToken.None);
        await File.WriteAllTextAsync(ConfigFile, Configuration());
    }

    public async ValueTask DisposeAsync()
    {
        if (_emulator is not null)
            await _emulator.DisposeAsync();
        if (_database is not null)
            await postgres.DropDatabaseAsync(_database);
        System.IO.Directory.Delete(_directory!, recursive: true);
    }

    /// <summary>Runs a command to its end.</summary>
    internal async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        await using var process = BulkCopyProcess.Start(arguments, Variables);
        return await process.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A client of one of the stores.</summary>
    public ObjectStoreClient Open(string name)
    {
        var store = Stores.First(candidate => candidate.Name == name);
        return ObjectStoreClient.Create(
            new ObjectStoreOptions
            {
                Name = name, Dialect = Dialect.Parse(store.Dialect), Region = store.Region, ConnectTo = Emulator.Endpoint.Authority, UseHttps = false,
                Credentials = new StaticCredentialProvider(new StoreCredentials(AccessKey, Secret)),
            },
            TimeProvider.System);
    }

    /// <summary>Creates a bucket with objects whose content is their key.</summary>
    public async Task CreateBucketAsync(string store, string bucket, params string[] keys)
    {
        using var client = Open(store);
        (await client.CreateBucketAsync(bucket, CancellationToken.None)).ValueOrThrow();
        foreach (var key in keys)
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            using var content = new MemoryStream(bytes);
            (await client.PutObjectAsync(
                new PutObjectRequest { Bucket = bucket, Key = key, Content = content, Length = bytes.Length }, CancellationToken.None)).ValueOrThrow();
        }
    }

    private string Configuration()
    {
        var stores = new Dictionary<string, object>();
        foreach (var (name, dialect, region) in Stores)
            stores[name] = Store(dialect, region, Emulator.Endpoint.Authority, "env:TEST_SECRET");
        stores["wrong-secret"] = Store("cos", "ap-beijing", Emulator.Endpoint.Authority, "env:TEST_WRONG_SECRET");
        stores["no-secret"] = Store("cos", "ap-beijing", Emulator.Endpoint.Authority, "env:TEST_UNSET");
        stores["nobody-there"] = Store("cos", "ap-beijing", "127.0.0.1:1", "env:TEST_SECRET");
        return JsonSerializer.Serialize(new { Stores = stores });
    }

    private static object Store(string dialect, string region, string connectTo, string secret) => new
    {
        Dialect = dialect, Region = region, ConnectTo = connectTo, UseHttps = false, MaxAttempts = 1,
        Credentials = new { AccessKeyIdFrom = "env:TEST_ACCESS_KEY", SecretAccessKeyFrom = secret },
    };

    // A data source does not give its password away.
    public static string WithPassword(NpgsqlDataSource database)
    {
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        var given = Environment.GetEnvironmentVariable("BULKCOPY_TEST_POSTGRES") is { Length: > 0 } text ? text : database.ConnectionString;
        return new NpgsqlConnectionStringBuilder(given) { Database = name, Pooling = true }.ConnectionString;
    }

    /// <summary>A number that no other test of this process uses, for names of buckets.</summary>
    public static string Unique() => Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture);

    private static int s_last;
}
