using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Sdk;

/// <summary>AWSSDK.S3 with its defaults: V4 signatures, trailing checksums.</summary>
public sealed class SdkObjectTests : IAsyncLifetime
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
    public async Task Put_get_head_and_delete_round_trip()
    {
        var put = await client.PutObjectAsync(Put("a/key with blank+plus", "hello", request =>
        {
            request.ContentType = "text/plain";
            request.Metadata["author"] = "zoe";
        }));
        Assert.Equal("\"5d41402abc4b2a76b9719d911017c592\"", put.ETag);
        using var got = await client.GetObjectAsync("bucket", "a/key with blank+plus");
        using var reader = new StreamReader(got.ResponseStream);
        Assert.Equal("hello", await reader.ReadToEndAsync());
        var head = await client.GetObjectMetadataAsync("bucket", "a/key with blank+plus");
        Assert.Equal("text/plain", head.Headers.ContentType);
        Assert.Equal(5, head.ContentLength);
        await client.DeleteObjectAsync("bucket", "a/key with blank+plus");
        var missing = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.GetObjectMetadataAsync("bucket", "a/key with blank+plus"));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Large_put_is_stored_with_its_checksum()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "large", InputStream = new MemoryStream(bytes), ChecksumAlgorithm = ChecksumAlgorithm.SHA256 });
        var head = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = "bucket", Key = "large", ChecksumMode = ChecksumMode.ENABLED });
        Assert.Equal(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(bytes)), head.ChecksumSHA256);
        Assert.Equal(bytes.Length, head.ContentLength);
    }

    [Fact]
    public async Task Copy_takes_metadata_or_replaces_it()
    {
        await client.PutObjectAsync(Put("source", "data", request => request.Metadata["a"] = "1"));
        await client.CopyObjectAsync("bucket", "source", "bucket", "copy");
        Assert.Equal("1", (await client.GetObjectMetadataAsync("bucket", "copy")).Metadata["a"]);
        var replaced = new CopyObjectRequest { SourceBucket = "bucket", SourceKey = "source", DestinationBucket = "bucket", DestinationKey = "copy", MetadataDirective = S3MetadataDirective.REPLACE };
        replaced.Metadata["b"] = "2";
        await client.CopyObjectAsync(replaced);
        var head = await client.GetObjectMetadataAsync("bucket", "copy");
        Assert.Null(head.Metadata["a"]);
        Assert.Equal("2", head.Metadata["b"]);
    }

    [Fact]
    public async Task Unmet_copy_conditions_are_412()
    {
        await client.PutObjectAsync(Put("source", "data"));
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.CopyObjectAsync(new CopyObjectRequest
        {
            SourceBucket = "bucket", SourceKey = "source", DestinationBucket = "bucket", DestinationKey = "copy", ETagToMatch = "\"0123\"",
        }));
        Assert.Equal(HttpStatusCode.PreconditionFailed, error.StatusCode);
        Assert.Equal("PreconditionFailed", error.ErrorCode);
    }

    [Fact]
    public async Task Copy_onto_itself_must_change_something()
    {
        await client.PutObjectAsync(Put("key", "data"));
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.CopyObjectAsync("bucket", "key", "bucket", "key"));
        Assert.Equal("InvalidRequest", error.ErrorCode);
        await client.CopyObjectAsync(new CopyObjectRequest
        {
            SourceBucket = "bucket", SourceKey = "key", DestinationBucket = "bucket", DestinationKey = "key", StorageClass = S3StorageClass.StandardInfrequentAccess,
        });
        Assert.Equal(S3StorageClass.StandardInfrequentAccess, (await client.GetObjectMetadataAsync("bucket", "key")).StorageClass);
    }

    [Fact]
    public async Task Put_only_if_absent_meets_an_existing_key()
    {
        await client.PutObjectAsync(Put("key", "one", request => request.IfNoneMatch = "*"));
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.PutObjectAsync(Put("key", "two", request => request.IfNoneMatch = "*")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, error.StatusCode);
    }

    [Fact]
    public async Task Tags_are_set_read_and_removed()
    {
        await client.PutObjectAsync(Put("key", "data", request => request.TagSet = [new Tag { Key = "k", Value = "v w" }]));
        Assert.Equal("v w", (await client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = "bucket", Key = "key" })).Tagging.Single().Value);
        await client.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = "bucket", Key = "key", Tagging = new Tagging { TagSet = [new Tag { Key = "x", Value = "" }] } });
        Assert.Equal("x", (await client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = "bucket", Key = "key" })).Tagging.Single().Key);
        await client.DeleteObjectTaggingAsync(new DeleteObjectTaggingRequest { BucketName = "bucket", Key = "key" });
        Assert.Empty((await client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = "bucket", Key = "key" })).Tagging ?? []);
    }

    [Fact]
    public async Task Ranges_and_conditions_of_get()
    {
        await client.PutObjectAsync(Put("key", "0123456789"));
        using var part = await client.GetObjectAsync(new GetObjectRequest { BucketName = "bucket", Key = "key", ByteRange = new ByteRange(2, 4) });
        using var reader = new StreamReader(part.ResponseStream);
        Assert.Equal("234", await reader.ReadToEndAsync());
        Assert.Equal(HttpStatusCode.PartialContent, part.HttpStatusCode);
        var unmodified = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() =>
            client.GetObjectAsync(new GetObjectRequest { BucketName = "bucket", Key = "key", EtagToNotMatch = "\"781e5e245d69b566979b86e28d23f2c7\"" }));
        Assert.Equal(HttpStatusCode.NotModified, unmodified.StatusCode);
        var range = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() =>
            client.GetObjectAsync(new GetObjectRequest { BucketName = "bucket", Key = "key", ByteRange = new ByteRange(100, 200) }));
        Assert.Equal("InvalidRange", range.ErrorCode);
    }

    [Fact]
    public async Task Many_objects_are_deleted_at_once()
    {
        foreach (var name in new[] { "a", "b", "c" }) await client.PutObjectAsync(Put(name, "x"));
        var deleted = await client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = "bucket", Objects = [new KeyVersion { Key = "a" }, new KeyVersion { Key = "b" }] });
        Assert.Equal(["a", "b"], deleted.DeletedObjects.Select(item => item.Key));
        Assert.Equal(["c"], (await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bucket" })).S3Objects.Select(item => item.Key));
    }

    internal static PutObjectRequest Put(string key, string content, Action<PutObjectRequest>? change = null)
    {
        var request = new PutObjectRequest { BucketName = "bucket", Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };
        change?.Invoke(request);
        return request;
    }
}
