using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>A server that the conformance tests run against.</summary>
public abstract class ConformanceTarget : IAsyncLifetime
{
    private ObjectStoreClient? store;
    private int buckets;

    /// <summary>The client under test.</summary>
    public ObjectStoreClient Store
    {
        get
        {
            Assert.SkipWhen(Missing is not null, Missing ?? "");
            return store ?? throw new InvalidOperationException("The server is not running.");
        }
    }

    /// <summary>How it was made.</summary>
    public ObjectStoreOptions Options => Store.Options;

    /// <summary>Why there is no server; <c>null</c> if there is one.</summary>
    public string? Missing { get; protected set; }

    /// <summary>A class other than the default that needs no restore.</summary>
    public virtual string WarmClass => Store.Dialect.Name switch { "oss" => "IA", _ => "STANDARD_IA" };

    /// <summary>A class that needs a restore before reading; <c>null</c> where the server has none.</summary>
    public virtual string? ArchiveClass => Store.Dialect.StorageClasses.Classes.FirstOrDefault(known => known.IsArchive)?.Name;

    /// <summary>Whether the server can encrypt with keys of its own.</summary>
    public virtual bool HasStoreManagedEncryption => true;

    /// <summary>A key of the server's KMS; <c>null</c> where there is none to use.</summary>
    public virtual string? KmsKeyId => null;

    /// <summary>Whether the server refuses small parts that are not the last.</summary>
    public virtual bool RefusesSmallParts => true;

    protected abstract Task<ObjectStoreOptions?> StartAsync();

    protected virtual string BucketName(int number) =>
        $"conformance-{Guid.NewGuid():N}"[..30] + (Store.Dialect.Name == "cos" ? $"{number}-1250000000" : $"{number}");

    /// <summary>Makes a new, empty bucket.</summary>
    public virtual async Task<string> NewBucketAsync(BucketVersioning versioning = BucketVersioning.Never)
    {
        var bucket = BucketName(Interlocked.Increment(ref buckets));
        (await Store.CreateBucketAsync(bucket, TestContext.Current.CancellationToken)).ValueOrThrow();
        if (versioning != BucketVersioning.Never) (await Store.SetVersioningAsync(bucket, versioning, TestContext.Current.CancellationToken)).ValueOrThrow();
        return bucket;
    }

    /// <summary>A client that differs in its options.</summary>
    public ObjectStoreClient With(Func<ObjectStoreOptions, ObjectStoreOptions> change) => ObjectStoreClient.Create(change(Options), TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        if (await StartAsync() is { } options) store = ObjectStoreClient.Create(options, TimeProvider.System);
        else Missing ??= "there is no server";
    }

    public virtual ValueTask DisposeAsync()
    {
        store?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
