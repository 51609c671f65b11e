using BulkCopy.Benchmarks.ObjectStores;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.Benchmarks.Fleet;

/// <summary>The one store of a benchmark: the emulator as COS.</summary>
internal sealed class BenchStores(string emulator) : IStoreDirectory, IDisposable
{
    public const string Name = "cos";
    public const string AccessKey = CopyLoopByHand.AccessKey;
    public const string Secret = CopyLoopByHand.Secret;

    public ObjectStoreClient Store { get; } = ObjectStoreClient.Create(new ObjectStoreOptions
    {
        Name = Name,
        Dialect = Dialect.Parse("cos"),
        Region = "ap-beijing",
        Credentials = new StaticCredentialProvider(new StoreCredentials(AccessKey, Secret)),
        ConnectTo = emulator,
        UseHttps = false,
        RepeatsThrottled = false,
    }, TimeProvider.System);

    public IObjectStore? Find(string name) => name == Name ? Store : null;

    public void Dispose() => Store.Dispose();
}
