using System.Security.Cryptography;
using BulkCopy.ObjectStores.Checksums;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>Multipart uploads and part copies.</summary>
public abstract class MultipartConformanceTests(ConformanceTarget target) : ConformanceTests(target)
{
    private static byte[] Noise(long length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private async Task<string> CreateAsync(string bucket, string key) => (await Store.CreateUploadAsync(new CreateUploadRequest { Bucket = bucket, Key = key }, Token)).ValueOrThrow();

    private async Task<CompletedPart> UploadAsync(string bucket, string key, string uploadId, int number, byte[] bytes)
    {
        var part = new UploadPartRequest { Bucket = bucket, Key = key, UploadId = uploadId, PartNumber = number, Content = new MemoryStream(bytes), Length = bytes.Length };
        return new CompletedPart(number, (await Store.UploadPartAsync(part, Token)).ValueOrThrow().ETag);
    }

    private static CompleteUploadRequest Complete(string bucket, string key, string uploadId, params CompletedPart[] parts) =>
        new() { Bucket = bucket, Key = key, UploadId = uploadId, Parts = parts };

    [Fact]
    public async Task Object_is_assembled_from_copied_and_uploaded_parts()
    {
        var bucket = await Target.NewBucketAsync();
        var minimum = Dialect.Limits.MinPartBytes;
        var source = Noise(2 * minimum + 11);
        var written = await PutAsync(Put(bucket, "source", source));
        var created = new CreateUploadRequest
        {
            Bucket = bucket, Key = "whole", StorageClass = Target.WarmClass, Tags = Dialect.HasTags ? [new("a", "b")] : [],
            Headers = new ObjectHeaders { ContentType = "text/plain", Metadata = [new("author", "alice")] },
        };
        var uploadId = (await Store.CreateUploadAsync(created, Token)).ValueOrThrow();
        CompletedPart[] parts =
        [
            await CopyPartAsync(bucket, uploadId, 1, new ByteRange(0, minimum - 1), written.ETag),
            await CopyPartAsync(bucket, uploadId, 2, new ByteRange(minimum, 2 * minimum - 1), written.ETag),
            await UploadAsync(bucket, "whole", uploadId, 3, source[(int)(2 * minimum)..]),
        ];
        var listed = (await Store.ListPartsAsync(bucket, "whole", uploadId, null, Token)).ValueOrThrow();
        Assert.Equal(parts, listed.Parts.Select(part => new CompletedPart(part.PartNumber, part.ETag)));
        Assert.Equal([minimum, minimum, 11], listed.Parts.Select(part => part.Size));
        var completed = (await Store.CompleteUploadAsync(Complete(bucket, "whole", uploadId, parts), Token)).ValueOrThrow();
        Assert.EndsWith("-3", completed.ETag, StringComparison.Ordinal);
        if (Dialect.MultipartETagFollowsParts) AssertETag(MultipartETag.Compute([.. parts.Select(part => Convert.FromHexString(part.ETag))]), completed.ETag);
        var head = await HeadAsync(bucket, "whole");
        AssertETag(completed.ETag, head.ETag);
        if (Dialect.HasCrc64) Assert.Equal(Crc64.Compute(source), head.Crc64);
        Assert.Equal(Target.WarmClass, head.StorageClass);
        Assert.Equal(("text/plain", "alice"), (head.Headers.ContentType, Assert.Single(head.Headers.Metadata).Value));
        Assert.Equal(SHA256.HashData(source), SHA256.HashData(await BytesAsync(Read(bucket, "whole"))));
    }

    private async Task<CompletedPart> CopyPartAsync(string bucket, string uploadId, int number, ByteRange range, string etag)
    {
        var part = new UploadPartCopyRequest
        {
            Source = new CopySource(bucket, "source"), Bucket = bucket, Key = "whole", UploadId = uploadId, PartNumber = number, Range = range,
            Conditions = new CopyConditions { IfMatch = etag },
        };
        return new CompletedPart(number, (await Store.UploadPartCopyAsync(part, Token)).ValueOrThrow().ETag);
    }

    [Fact]
    public async Task Part_of_a_changed_source_is_not_copied()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "source");
        var uploadId = await CreateAsync(bucket, "whole");
        var part = new UploadPartCopyRequest
        {
            Source = new CopySource(bucket, "source"), Bucket = bucket, Key = "whole", UploadId = uploadId, PartNumber = 1,
            Conditions = new CopyConditions { IfMatch = new string('0', 32) },
        };
        Assert.Equal(StoreErrorCode.PreconditionFailed, CodeOf(await Store.UploadPartCopyAsync(part, Token)));
        Assert.Empty((await Store.ListPartsAsync(bucket, "whole", uploadId, null, Token)).ValueOrThrow().Parts);
    }

    [Fact]
    public async Task Open_uploads_are_listed_until_they_are_aborted()
    {
        var bucket = await Target.NewBucketAsync();
        var first = await CreateAsync(bucket, "dir/a +b");
        var second = await CreateAsync(bucket, "other");
        var page = (await Store.ListUploadsAsync(bucket, "", null, null, Token)).ValueOrThrow();
        Assert.Equal([("dir/a +b", first), ("other", second)], page.Uploads.Select(upload => (upload.Key, upload.UploadId)));
        Assert.Equal(["dir/a +b"], (await Store.ListUploadsAsync(bucket, "dir/", null, null, Token)).ValueOrThrow().Uploads.Select(upload => upload.Key));
        Assert.True((await Store.AbortUploadAsync(bucket, "dir/a +b", first, Token)).Succeeded);
        Assert.True((await Store.AbortUploadAsync(bucket, "dir/a +b", first, Token)).Succeeded);
        Assert.Equal(["other"], (await Store.ListUploadsAsync(bucket, "", null, null, Token)).ValueOrThrow().Uploads.Select(upload => upload.Key));
    }

    [Fact]
    public async Task Parts_are_listed_page_by_page()
    {
        var bucket = await Target.NewBucketAsync();
        var uploadId = await CreateAsync(bucket, "k");
        await UploadAsync(bucket, "k", uploadId, 1, [1]);
        await UploadAsync(bucket, "k", uploadId, 2, [1, 2]);
        await UploadAsync(bucket, "k", uploadId, 2, [1, 2, 3]);
        Assert.Equal([1, 3], (await Store.ListPartsAsync(bucket, "k", uploadId, null, Token)).ValueOrThrow().Parts.Select(part => part.Size));
        Assert.Equal([2], (await Store.ListPartsAsync(bucket, "k", uploadId, 1, Token)).ValueOrThrow().Parts.Select(part => part.PartNumber));
    }

    [Fact]
    public async Task Upload_that_cannot_be_completed_says_why()
    {
        var bucket = await Target.NewBucketAsync();
        var uploadId = await CreateAsync(bucket, "k");
        var one = await UploadAsync(bucket, "k", uploadId, 1, [1]);
        var two = await UploadAsync(bucket, "k", uploadId, 2, [2]);
        if (Target.RefusesSmallParts) Assert.Equal(StoreErrorCode.EntityTooSmall, CodeOf(await Store.CompleteUploadAsync(Complete(bucket, "k", uploadId, one, two), Token)));
        Assert.Equal(StoreErrorCode.InvalidPart, CodeOf(await Store.CompleteUploadAsync(Complete(bucket, "k", uploadId, one with { ETag = new string('0', 32) }), Token)));
        Assert.Equal(StoreErrorCode.RefusedLocally, CodeOf(await Store.CompleteUploadAsync(Complete(bucket, "k", uploadId, two, one), Token)));
        Assert.True((await Store.AbortUploadAsync(bucket, "k", uploadId, Token)).Succeeded);
        Assert.Equal(StoreErrorCode.NoSuchUpload, CodeOf(await Store.CompleteUploadAsync(Complete(bucket, "k", uploadId, one), Token)));
        Assert.Equal(StoreErrorCode.NoSuchUpload, CodeOf(await Store.ListPartsAsync(bucket, "k", uploadId, null, Token)));
        Assert.Equal(StoreErrorCode.NoSuchKey, CodeOf(await Store.HeadObjectAsync(Read(bucket, "k"), Token)));
    }

    [Fact]
    public async Task Completion_keeps_an_existing_object_where_that_is_forbidden()
    {
        var bucket = await Target.NewBucketAsync();
        if (Dialect.OverwriteGuard == OverwriteGuard.None) return;
        var uploadId = await CreateAsync(bucket, "k");
        var one = await UploadAsync(bucket, "k", uploadId, 1, [1]);
        await PutAsync(bucket, "k");
        Assert.Equal(StoreErrorCode.AlreadyExists, CodeOf(await Store.CompleteUploadAsync(Complete(bucket, "k", uploadId, one) with { ForbidOverwrite = true }, Token)));
        Assert.Equal(Content, await TextAsync(bucket, "k"));
    }
}
