using Amazon.S3;
using Amazon.S3.Model;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Sdk;

public sealed class SdkListingTests : IAsyncLifetime
{
    private RunningEmulator emulator = null!;
    private AmazonS3Client client = null!;

    public async ValueTask InitializeAsync()
    {
        emulator = await RunningEmulator.StartAsync();
        client = emulator.Sdk();
        await client.PutBucketAsync("bucket");
    }

    public async ValueTask DisposeAsync()
    {
        Assert.True(emulator.Server.Requests.InternalErrors == 0, emulator.Server.Requests.LastInternalError);
        await emulator.DisposeAsync();
    }

    [Fact]
    public async Task Pages_come_in_utf8_order_and_lose_nothing()
    {
        // U+FFFD sorts behind the surrogate pair in UTF-16, before it in UTF-8.
        string[] keys = ["a", "a b", "a+b", "a/b", "a/c/d", "é", "中", "\uE000", "\uFFFD", "\U0001F600", "z"];
        foreach (var key in keys) await client.PutObjectAsync(SdkObjectTests.Put(key, key));
        var expected = keys.OrderBy(key => System.Text.Encoding.UTF8.GetBytes(key), Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y))).ToArray();
        Assert.Equal(expected, await ListAsync(pageSize: 2));
        Assert.Equal(expected, await ListAsync(pageSize: 1000));
        var v1 = await client.ListObjectsAsync(new ListObjectsRequest { BucketName = "bucket", Marker = "a/c/d" });
        Assert.Equal(expected.SkipWhile(key => key != "a/c/d").Skip(1), v1.S3Objects.Select(item => item.Key));
    }

    [Fact]
    public async Task Delimiter_rolls_up_prefixes_across_pages()
    {
        foreach (var key in new[] { "a/1", "a/2", "b", "c/1", "c/2", "d" }) await client.PutObjectAsync(SdkObjectTests.Put(key, key));
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bucket", Delimiter = "/", MaxKeys = 1, ContinuationToken = token });
            seen.AddRange(page.CommonPrefixes ?? []);
            seen.AddRange((page.S3Objects ?? []).Select(item => item.Key));
            Assert.Equal(1, page.KeyCount);
            token = page.NextContinuationToken;
        }
        while (token is not null);
        Assert.Equal(["a/", "b", "c/", "d"], seen);
    }

    [Fact]
    public async Task Versions_and_delete_markers_are_listed_newest_first()
    {
        await client.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = "bucket", VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } });
        var first = await client.PutObjectAsync(SdkObjectTests.Put("k", "1"));
        var second = await client.PutObjectAsync(SdkObjectTests.Put("k", "2"));
        var deleted = await client.DeleteObjectAsync("bucket", "k");
        Assert.Equal("true", deleted.DeleteMarker);
        var listed = await client.ListVersionsAsync(new ListVersionsRequest { BucketName = "bucket" });
        Assert.Equal([deleted.VersionId, second.VersionId, first.VersionId], listed.Versions.Select(version => version.VersionId));
        Assert.True(listed.Versions[0].IsDeleteMarker);
        Assert.Empty((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bucket" })).S3Objects ?? []);

        await client.DeleteObjectAsync("bucket", "k", deleted.VersionId);
        Assert.Equal(second.VersionId, (await client.GetObjectMetadataAsync("bucket", "k")).VersionId);
        var old = await client.CopyObjectAsync(new CopyObjectRequest { SourceBucket = "bucket", SourceKey = "k", SourceVersionId = first.VersionId, DestinationBucket = "bucket", DestinationKey = "k" });
        Assert.Equal(first.VersionId, old.SourceVersionId);
        Assert.Equal(first.ETag, (await client.GetObjectMetadataAsync("bucket", "k")).ETag);
    }

    [Fact]
    public async Task Suspended_versioning_replaces_the_null_version()
    {
        await client.PutObjectAsync(SdkObjectTests.Put("k", "null"));
        await SetVersioning(VersionStatus.Enabled);
        await client.PutObjectAsync(SdkObjectTests.Put("k", "kept"));
        await SetVersioning(VersionStatus.Suspended);
        await client.PutObjectAsync(SdkObjectTests.Put("k", "null again"));
        var listed = await client.ListVersionsAsync(new ListVersionsRequest { BucketName = "bucket" });
        Assert.Equal(2, listed.Versions.Count);
        Assert.Equal("null", listed.Versions[0].VersionId);
        Assert.NotEqual("null", listed.Versions[1].VersionId);
    }

    [Fact]
    public async Task Version_pages_go_on_inside_a_key()
    {
        await SetVersioning(VersionStatus.Enabled);
        for (var i = 0; i < 5; i++) await client.PutObjectAsync(SdkObjectTests.Put("k", $"{i}"));
        await client.PutObjectAsync(SdkObjectTests.Put("l", "x"));
        var seen = new List<string>();
        string? key = null, version = null;
        while (true)
        {
            var page = await client.ListVersionsAsync(new ListVersionsRequest { BucketName = "bucket", MaxKeys = 2, KeyMarker = key, VersionIdMarker = version });
            seen.AddRange(page.Versions.Select(item => item.Key + item.VersionId));
            if (page.IsTruncated != true) break;
            (key, version) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        Assert.Equal(6, seen.Distinct().Count());
    }

    private async Task SetVersioning(VersionStatus status) => await client.PutBucketVersioningAsync(
        new PutBucketVersioningRequest { BucketName = "bucket", VersioningConfig = new S3BucketVersioningConfig { Status = status } });

    private async Task<string[]> ListAsync(int pageSize)
    {
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bucket", MaxKeys = pageSize, ContinuationToken = token });
            seen.AddRange(page.S3Objects.Select(item => item.Key));
            token = page.NextContinuationToken;
        }
        while (token is not null);
        return [.. seen];
    }
}
