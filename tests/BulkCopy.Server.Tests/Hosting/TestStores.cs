using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>Stores of a configuration; nothing listens where they connect to unless a test says so.</summary>
internal sealed class TestStores(string connectTo = "127.0.0.1:9") : IStoreDirectory
{
    public const string AccessKeyId = "AKIDCONFIGURED";
    public const string Secret = "planted-store-secret-0002";

    /// <summary>The customer's key <c>vault</c> of every store: 32 bytes.</summary>
    public const string CustomerKeyText = "planted-customer-key-0007-abcdef";

    private readonly Dictionary<string, ObjectStoreClient> stores = new()
    {
        ["cos-beijing"] = Create("cos-beijing", "cos", "ap-beijing", connectTo),
        ["aws"] = Create("aws", "s3", "us-east-1", connectTo),
        ["oss-hangzhou"] = Create("oss-hangzhou", "oss", "cn-hangzhou", connectTo),
    };

    public IObjectStore? Find(string name) => stores.GetValueOrDefault(name);

    public CustomerKey? FindCustomerKey(string store, string name) => name == "vault" ? new CustomerKey(Encoding.ASCII.GetBytes(CustomerKeyText)) : null;

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
