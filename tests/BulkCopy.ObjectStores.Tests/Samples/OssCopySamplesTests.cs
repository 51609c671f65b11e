using BulkCopy.ObjectStores.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Samples;

/// <summary>The samples of OSS "CopyObject" and "UploadPartCopy".</summary>
public sealed class OssCopySamplesTests
{
    private const string Answer = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><CopyObjectResult xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"><LastModified>Fri, 24 Feb 2012 07:18:48 GMT</LastModified><ETag>\"5B3C1A2E053D763E1B002CC607C5A0FE\"</ETag></CopyObjectResult>";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SignatureScheme.OssV1), InlineData(SignatureScheme.OssV4)]
    public Task Copy_is_the_documented_one(SignatureScheme scheme) => SampleRequest.AssertAsync("oss", """
        PUT /copy_oss.jpg HTTP/1.1
        Host: oss-example.oss-cn-hangzhou.aliyuncs.com
        x-oss-copy-source: /oss-example/oss.jpg
        Content-Length: 0
        """, Answer, async store =>
    {
        var copied = await store.CopyObjectAsync(new CopyObjectRequest { Source = new CopySource("oss-example", "oss.jpg"), Bucket = "oss-example", Key = "copy_oss.jpg" }, Token);
        Assert.Equal(("5B3C1A2E053D763E1B002CC607C5A0FE", new DateTimeOffset(2012, 2, 24, 7, 18, 48, TimeSpan.Zero)), (copied.Value.ETag, copied.Value.LastModified));
        return copied;
    }, options => options with { SignatureScheme = scheme });

    [Fact]
    public Task Every_header_of_the_reference_has_its_spelling() => SampleRequest.AssertAsync("oss", """
        PUT /%E7%9B%AE%E6%A0%87%20dir/a%2Bb HTTP/1.1
        Host: destbucket.oss-cn-hangzhou.aliyuncs.com
        x-oss-copy-source: /sourcebucket/example-%E4%B8%AD%E6%96%87%2B1.jpg?versionId=CAEQNhiBgMDJgZCA0BYiIDc4
        x-oss-copy-source-if-match: "5B3C1A2E053D763E1B002CC607C5A0FE"
        x-oss-copy-source-if-none-match: "X"
        x-oss-copy-source-if-modified-since: Fri, 24 Feb 2012 07:18:48 GMT
        x-oss-copy-source-if-unmodified-since: Fri, 24 Feb 2012 07:18:48 GMT
        x-oss-metadata-directive: REPLACE
        x-oss-meta-author: alice bob
        Content-Type: text/plain
        x-oss-tagging-directive: Replace
        x-oss-tagging: a=b
        x-oss-object-acl: public-read
        x-oss-storage-class: IA
        x-oss-server-side-encryption: KMS
        x-oss-server-side-data-encryption: SM4
        x-oss-server-side-encryption-key-id: 9468da86
        x-oss-forbid-overwrite: true
        Content-Length: 0
        """, Answer, store => store.CopyObjectAsync(new CopyObjectRequest
    {
        Source = new CopySource("sourcebucket", "example-中文+1.jpg", "CAEQNhiBgMDJgZCA0BYiIDc4"), Bucket = "destbucket", Key = "目标 dir/a+b",
        Conditions = new CopyConditions
        {
            IfMatch = "5B3C1A2E053D763E1B002CC607C5A0FE", IfNoneMatch = "X",
            IfModifiedSince = new DateTimeOffset(2012, 2, 24, 7, 18, 48, TimeSpan.Zero), IfUnmodifiedSince = new DateTimeOffset(2012, 2, 24, 7, 18, 48, TimeSpan.Zero),
        },
        ReplaceHeaders = new ObjectHeaders { ContentType = "text/plain", Metadata = [new("author", "alice bob")] },
        ReplaceTags = [new("a", "b")], Acl = new AccessControl { Canned = "public-read" }, StorageClass = "IA", ForbidOverwrite = true,
        Encryption = new ServerSideEncryption { Mode = EncryptionMode.Kms, Algorithm = "SM4", KmsKeyId = "9468da86" },
    }, Token));

    [Fact]
    public Task Part_copy_is_the_documented_one() => SampleRequest.AssertAsync("oss", """
        PUT /multipart.data?partNumber=1&uploadId=0004B9894A22E5B1888A1E29F8236E2D HTTP/1.1
        Host: oss-example.oss-cn-hangzhou.aliyuncs.com
        x-oss-copy-source: /oss-example/src-object
        x-oss-copy-source-range: bytes=100-6291756
        Content-Length: 0
        """, "<CopyPartResult><LastModified>2014-07-17T06:27:54.000Z</LastModified><ETag>\"5B3C1A2E053D763E1B002CC607C5A0FE\"</ETag></CopyPartResult>", store => store.UploadPartCopyAsync(new UploadPartCopyRequest
    {
        Source = new CopySource("oss-example", "src-object"), Bucket = "oss-example", Key = "multipart.data", UploadId = "0004B9894A22E5B1888A1E29F8236E2D", PartNumber = 1, Range = new ByteRange(100, 6291756),
    }, Token));
}
