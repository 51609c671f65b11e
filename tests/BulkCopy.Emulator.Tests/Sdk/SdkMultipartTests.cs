using Amazon.S3;
using Amazon.S3.Model;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Sdk;

public sealed class SdkMultipartTests : IAsyncLifetime
{
    private const int PartSize = 5 * 1024 * 1024;
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
    public async Task Upload_in_parts_and_copy_of_parts_give_the_same_etag()
    {
        var bytes = new byte[PartSize + 1000];
        new Random(7).NextBytes(bytes);
        var id = (await client.InitiateMultipartUploadAsync("bucket", "big")).UploadId;
        var first = await client.UploadPartAsync(Part(id, 1, bytes[..PartSize]));
        var second = await client.UploadPartAsync(Part(id, 2, bytes[PartSize..]));
        var completed = await client.CompleteMultipartUploadAsync(Complete("big", id, first, second));
        Assert.EndsWith("-2\"", completed.ETag, StringComparison.Ordinal);

        var copyId = (await client.InitiateMultipartUploadAsync("bucket", "copy")).UploadId;
        var one = await client.CopyPartAsync(CopyPart(copyId, 1, 0, PartSize - 1));
        var two = await client.CopyPartAsync(CopyPart(copyId, 2, PartSize, bytes.Length - 1));
        Assert.Equal(first.ETag, one.ETag);
        var parts = await client.ListPartsAsync("bucket", "copy", copyId);
        Assert.Equal([1, 2], parts.Parts.Select(part => part.PartNumber));
        var copied = await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = "bucket", Key = "copy", UploadId = copyId, PartETags = [new PartETag(1, one.ETag), new PartETag(2, two.ETag)],
        });
        Assert.Equal(completed.ETag, copied.ETag);
        using var got = await client.GetObjectAsync("bucket", "copy");
        using var content = new MemoryStream();
        await got.ResponseStream.CopyToAsync(content);
        Assert.Equal(bytes, content.ToArray());
        Assert.Equal(1, emulator.Server.Requests.CountEffects(Requests.Operation.UploadPartCopy, "bucket", "copy", 1));
    }

    [Fact]
    public async Task Parts_that_are_small_missing_or_out_of_order_are_refused()
    {
        var id = (await client.InitiateMultipartUploadAsync("bucket", "key")).UploadId;
        var first = await client.UploadPartAsync(Part(id, 1, [1, 2, 3], "key"));
        var second = await client.UploadPartAsync(Part(id, 2, [4, 5, 6], "key"));
        Assert.Equal("EntityTooSmall", await CodeOf(() => client.CompleteMultipartUploadAsync(Complete("key", id, first, second))));
        Assert.Equal("InvalidPart", await CodeOf(() => client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = "bucket", Key = "key", UploadId = id, PartETags = [new PartETag(9, first.ETag)],
        })));
        await client.AbortMultipartUploadAsync("bucket", "key", id);
        Assert.Equal("NoSuchUpload", await CodeOf(() => client.ListPartsAsync("bucket", "key", id)));
    }

    [Fact]
    public async Task Uploads_are_listed_by_key()
    {
        foreach (var key in new[] { "z", "a/1", "a/2" }) await client.InitiateMultipartUploadAsync("bucket", key);
        var all = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = "bucket" });
        Assert.Equal(["a/1", "a/2", "z"], all.MultipartUploads.Select(upload => upload.Key));
        var rolled = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = "bucket", Delimiter = "/" });
        Assert.Equal(["a/"], rolled.CommonPrefixes);
        Assert.Equal(["z"], rolled.MultipartUploads.Select(upload => upload.Key));
    }

    private static async Task<string> CodeOf(Func<Task> call) => (await Assert.ThrowsAnyAsync<AmazonS3Exception>(call)).ErrorCode;

    private static UploadPartRequest Part(string id, int number, byte[] bytes, string key = "big") => new()
    {
        BucketName = "bucket", Key = key, UploadId = id, PartNumber = number, InputStream = new MemoryStream(bytes), PartSize = bytes.Length,
    };

    private static CopyPartRequest CopyPart(string id, int number, long first, long last) => new()
    {
        SourceBucket = "bucket", SourceKey = "big", DestinationBucket = "bucket", DestinationKey = "copy", UploadId = id, PartNumber = number,
        FirstByte = first, LastByte = last,
    };

    private static CompleteMultipartUploadRequest Complete(string key, string id, params UploadPartResponse[] parts)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = "bucket", Key = key, UploadId = id };
        request.AddPartETags(parts);
        return request;
    }
}
