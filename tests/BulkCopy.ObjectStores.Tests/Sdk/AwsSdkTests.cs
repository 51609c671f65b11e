using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using BulkCopy.ObjectStores.Tests.Conformance;
using Xunit;
using UploadPartRequest = BulkCopy.ObjectStores.UploadPartRequest;
using ListObjectsRequest = BulkCopy.ObjectStores.ListObjectsRequest;
using ListVersionsRequest = BulkCopy.ObjectStores.ListVersionsRequest;

namespace BulkCopy.ObjectStores.Tests.Sdk;

/// <summary>AWS's own client and this one see the same on the same server.</summary>
public sealed class AwsSdkTests : ConformanceTests, IClassFixture<S3Target>, IDisposable
{
    private readonly AmazonS3Client aws;

    public AwsSdkTests(S3Target target) : base(target)
    {
        aws = new AmazonS3Client(new BasicAWSCredentials("AKIDEXAMPLE", "ExampleSecretKey0123456789"), new AmazonS3Config
        {
            ServiceURL = $"http://{target.Options.ConnectTo}", ForcePathStyle = true, AuthenticationRegion = "us-east-1", UseHttp = true, MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    public void Dispose() => aws.Dispose();

    [Fact]
    public async Task Objects_metadata_and_tags_are_the_same()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(Put(bucket, "ours +ü") with { Headers = new ObjectHeaders { ContentType = "text/plain", Metadata = [new("author", "alice")] }, Tags = [new("t", "1 2")] });
        var theirs = new Amazon.S3.Model.PutObjectRequest { BucketName = bucket, Key = "theirs +ü", ContentBody = Content, ContentType = "text/plain", TagSet = [new Tag { Key = "t", Value = "1 2" }] };
        theirs.Metadata["author"] = "alice";
        await aws.PutObjectAsync(theirs, Token);
        foreach (var key in new[] { "ours +ü", "theirs +ü" })
        {
            var seen = await aws.GetObjectMetadataAsync(bucket, key, Token);
            var head = await HeadAsync(bucket, key);
            Assert.Equal((seen.ContentLength, seen.ETag.Trim('"'), seen.Headers.ContentType, seen.LastModified!.Value.ToUniversalTime()), (head.Size, head.ETag, head.Headers.ContentType, head.LastModified.UtcDateTime));
            Assert.Equal(seen.Metadata["author"], Assert.Single(head.Headers.Metadata).Value);
            Assert.Equal(Content, await TextAsync(bucket, key));
            var tags = (await aws.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket, Key = key }, Token)).Tagging;
            Assert.Equal(tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)), (await Store.GetTagsAsync(bucket, key, null, Token)).ValueOrThrow());
        }
    }

    [Fact]
    public async Task Listings_and_versions_are_the_same()
    {
        if (await VersionedBucketAsync() is not { } bucket) return;
        foreach (var key in new[] { "a", "b c", "b/1", "b/2", "ü" }) await PutAsync(bucket, key, key);
        await PutAsync(bucket, "a", "again");
        await aws.DeleteObjectAsync(bucket, "b c", Token);
        var listed = await aws.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, Token);
        var ours = (await Store.ListObjectsAsync(new ListObjectsRequest { Bucket = bucket }, Token)).ValueOrThrow();
        Assert.Equal(listed.S3Objects.Select(seen => (seen.Key, seen.Size!.Value, seen.ETag.Trim('"'))), ours.Objects.Select(found => (found.Key, found.Size, found.ETag!)));
        var versions = await aws.ListVersionsAsync(bucket, Token);
        var ourVersions = (await Store.ListVersionsAsync(new ListVersionsRequest { Bucket = bucket }, Token)).ValueOrThrow();
        Assert.Equal(versions.Versions.Select(seen => (seen.Key, seen.VersionId, seen.IsLatest == true, seen.IsDeleteMarker == true)), ourVersions.Objects.Select(found => (found.Key, found.VersionId!, found.IsLatest, found.IsDeleteMarker)));
    }

    [Fact]
    public async Task Copies_and_uploads_are_the_same()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "source");
        var theirs = await aws.CopyObjectAsync(bucket, "source", bucket, "theirs", Token);
        var ours = (await Store.CopyObjectAsync(Copy(bucket, "source", "ours"), Token)).ValueOrThrow();
        Assert.Equal(theirs.ETag.Trim('"'), ours.ETag);
        var upload = await aws.InitiateMultipartUploadAsync(bucket, "multi", Token);
        var part = (await Store.UploadPartAsync(new UploadPartRequest { Bucket = bucket, Key = "multi", UploadId = upload.UploadId, PartNumber = 1, Content = new MemoryStream([1, 2]), Length = 2 }, Token)).ValueOrThrow();
        var completed = await aws.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = "multi", UploadId = upload.UploadId, PartETags = [new PartETag(1, part.ETag)] }, Token);
        Assert.Equal(completed.ETag.Trim('"'), (await HeadAsync(bucket, "multi")).ETag);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("k", "0000000000000000000000000000000f")]
    public async Task Errors_are_the_same(string key, string? ifMatch)
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "k");
        var theirs = await Assert.ThrowsAsync<AmazonS3Exception>(() => aws.CopyObjectAsync(new Amazon.S3.Model.CopyObjectRequest { SourceBucket = bucket, SourceKey = key, DestinationBucket = bucket, DestinationKey = "copy", ETagToMatch = ifMatch }, Token));
        var ours = await Store.CopyObjectAsync(Copy(bucket, key, "copy") with { Conditions = ifMatch is null ? null : new CopyConditions { IfMatch = ifMatch } }, Token);
        Assert.Equal((theirs.ErrorCode, (int)theirs.StatusCode), (ours.Error!.ProviderCode, ours.Error.Status));
    }
}
