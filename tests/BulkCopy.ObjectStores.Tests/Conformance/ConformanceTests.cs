using System.Text;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>What the suites have in common: small objects in a bucket of their own.</summary>
public abstract class ConformanceTests(ConformanceTarget target)
{
    protected const string Content = "[Object Content]";
    protected const string ContentMd5 = "ee8de918d05640145b18f70f4c3aa602";
    protected const ulong ContentCrc64 = 16749565679157681890;

    protected ConformanceTarget Target { get; } = target;

    protected ObjectStoreClient Store => Target.Store;

    protected Dialect Dialect => Target.Store.Dialect;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected static PutObjectRequest Put(string bucket, string key, string content = Content) => Put(bucket, key, Encoding.UTF8.GetBytes(content));

    protected static PutObjectRequest Put(string bucket, string key, byte[] content) =>
        new() { Bucket = bucket, Key = key, Content = new MemoryStream(content), Length = content.Length };

    protected static ReadObjectRequest Read(string bucket, string key, string? versionId = null) => new() { Bucket = bucket, Key = key, VersionId = versionId };

    protected static CopyObjectRequest Copy(string bucket, string from, string to, string? versionId = null) =>
        new() { Source = new CopySource(bucket, from, versionId), Bucket = bucket, Key = to };

    /// <summary>A bucket with versions; <c>null</c> where the dialect has none, after seeing that it says so.</summary>
    protected async Task<string?> VersionedBucketAsync()
    {
        if (Dialect.HasVersions) return await Target.NewBucketAsync(BucketVersioning.Enabled);
        var bucket = await Target.NewBucketAsync();
        Assert.Equal(BucketVersioning.Never, (await Store.GetVersioningAsync(bucket, Token)).ValueOrThrow());
        Assert.Equal(StoreErrorCode.RefusedLocally, CodeOf(await Store.SetVersioningAsync(bucket, BucketVersioning.Enabled, Token)));
        return null;
    }

    protected async Task<WriteResult> PutAsync(PutObjectRequest put) => (await Store.PutObjectAsync(put, Token)).ValueOrThrow();

    protected Task<WriteResult> PutAsync(string bucket, string key, string content = Content) => PutAsync(Put(bucket, key, content));

    protected async Task<ObjectProperties> HeadAsync(string bucket, string key, string? versionId = null) =>
        (await Store.HeadObjectAsync(Read(bucket, key, versionId), Token)).ValueOrThrow();

    protected async Task<byte[]> BytesAsync(ReadObjectRequest read)
    {
        using var opened = (await Store.GetObjectAsync(read, Token)).ValueOrThrow();
        using var bytes = new MemoryStream();
        await opened.Content.CopyToAsync(bytes, Token);
        Assert.Equal(opened.Length, bytes.Length);
        return bytes.ToArray();
    }

    protected async Task<string> TextAsync(string bucket, string key, string? versionId = null) => Encoding.UTF8.GetString(await BytesAsync(Read(bucket, key, versionId)));

    protected static void AssertETag(string expected, string actual) => Assert.Equal(expected, actual, ignoreCase: true);

    protected static StoreErrorCode? CodeOf<T>(StoreResult<T> result) => result.Error?.Code;
}
