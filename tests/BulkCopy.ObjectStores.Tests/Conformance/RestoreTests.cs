using BulkCopy.Emulator;
using BulkCopy.ObjectStores.Tests.Fakes;
using BulkCopy.ObjectStores.Tests.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>A restore from its request to the end of the restored copy, with a clock that is moved by hand.</summary>
public sealed class RestoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cos", "ARCHIVE", RestoreTier.Standard)]
    [InlineData("cos", "DEEP_ARCHIVE", RestoreTier.Bulk)]
    [InlineData("oss", "Archive", null)]
    [InlineData("oss", "ColdArchive", RestoreTier.Expedited)]
    [InlineData("s3", "GLACIER", RestoreTier.Expedited)]
    [InlineData("s3", "DEEP_ARCHIVE", RestoreTier.Standard)]
    public async Task Archived_object_is_readable_between_restore_and_expiry(string dialect, string archive, RestoreTier? tier)
    {
        var time = new SetTime();
        await using var server = await EmulatorServer.StartAsync(new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = "AKIDEXAMPLE", Secret = "ExampleSecretKey0123456789" }] }, time, Token);
        using var store = ObjectStoreClient.Create(TestStores.Options(dialect, server.Endpoint.Authority), time);
        const string bucket = "restores-1250000000";
        (await store.CreateBucketAsync(bucket, Token)).ValueOrThrow();
        var put = new PutObjectRequest { Bucket = bucket, Key = "k", Content = new MemoryStream([1, 2, 3]), Length = 3, StorageClass = archive };
        (await store.PutObjectAsync(put, Token)).ValueOrThrow();
        var copy = new CopyObjectRequest { Source = new CopySource(bucket, "k"), Bucket = bucket, Key = "copy" };
        Assert.Equal(StoreErrorCode.ArchivedObject, (await store.CopyObjectAsync(copy, Token)).Error?.Code);

        var restore = new RestoreObjectRequest { Bucket = bucket, Key = "k", Days = 3, Tier = tier };
        Assert.Equal(RestoreOutcome.Started, (await store.RestoreObjectAsync(restore, Token)).ValueOrThrow());
        Assert.Equal(new RestoreState(true, null), await StateAsync(store, bucket));
        Assert.Equal(StoreErrorCode.RestoreInProgress, (await store.RestoreObjectAsync(restore, Token)).Error?.Code);

        time.Now += TimeSpan.FromHours(49);
        var restored = await StateAsync(store, bucket);
        Assert.False(restored!.InProgress);
        Assert.InRange(restored.ExpiresAt!.Value, time.Now, time.Now.AddDays(5));
        Assert.Null((await store.CopyObjectAsync(copy, Token)).Error);
        Assert.Equal(RestoreOutcome.AlreadyRestored, (await store.RestoreObjectAsync(restore, Token)).ValueOrThrow());

        time.Now += TimeSpan.FromDays(6);
        Assert.Equal(StoreErrorCode.ArchivedObject, (await store.CopyObjectAsync(copy, Token)).Error?.Code);
    }

    private static async Task<RestoreState?> StateAsync(ObjectStoreClient store, string bucket) =>
        (await store.HeadObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = "k" }, Token)).ValueOrThrow().Restore;
}
