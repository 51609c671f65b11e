using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>Stores of a configuration; nothing listens where they connect to unless a test says so.</summary>
internal sealed class TestStores(string connectTo = "127.0.0.1:9") : IStoreDirectory
{
    public const string AccessKeyId = "AKIDCONFIGURED";
    public const string Secret = "planted-store-secret-0002";

    private readonly Dictionary<string, ObjectStoreClient> stores = new()
    {
        ["cos-beijing"] = Create("cos-beijing", "cos", "ap-beijing", connectTo),
        ["aws"] = Create("aws", "s3", "us-east-1", connectTo),
        ["oss-hangzhou"] = Create("oss-hangzhou", "oss", "cn-hangzhou", connectTo),
    };

    public IObjectStore? Find(string name) => stores.GetValueOrDefault(name);

    private static ObjectStoreClient Create(string name, string dialect, string region, string connectTo) => ObjectStoreClient.Create(
        new ObjectStoreOptions
        {
            Name = name,
            Dialect = Dialect.Parse(dialect),
            Region = region,
            ConnectTo = connectTo,
            UseHttps = false,
            MaxAttempts = 1,
            Credentials = new StaticCredentialProvider(new StoreCredentials(AccessKeyId, Secret)),
        },
        TimeProvider.System);
}
