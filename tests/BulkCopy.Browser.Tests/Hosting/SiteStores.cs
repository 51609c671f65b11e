using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.Browser.Tests.Hosting;

/// <summary>A store of each dialect, all of them the emulator's.</summary>
internal sealed class SiteStores(string emulator) : IStoreDirectory
{
    public const string AccessKeyId = "AKIDBROWSER";
    public const string Secret = "planted-store-secret-0004";

    public static IReadOnlyList<string> Names { get; } = ["aws", "cos-beijing", "oss-hangzhou"];

    private readonly Dictionary<string, ObjectStoreClient> stores = new(StringComparer.Ordinal)
    {
        ["cos-beijing"] = Create("cos-beijing", "cos", "ap-beijing", emulator),
        ["aws"] = Create("aws", "s3", "us-east-1", emulator),
        ["oss-hangzhou"] = Create("oss-hangzhou", "oss", "cn-hangzhou", emulator),
    };

    public IObjectStore? Find(string name) => stores.GetValueOrDefault(name);

    private static ObjectStoreClient Create(string name, string dialect, string region, string emulator) => ObjectStoreClient.Create(
        new ObjectStoreOptions
        {
            Name = name,
            Dialect = Dialect.Parse(dialect),
            Region = region,
            ConnectTo = emulator,
            UseHttps = false,
            MaxAttempts = 1,
            Credentials = new StaticCredentialProvider(new StoreCredentials(AccessKeyId, Secret)),
        },
        TimeProvider.System);
}
