using Xunit;

namespace BulkCopy.ObjectStores.Tests.Samples;

/// <summary>The sample of BSC "Upload Part - Copy", and the spellings of S3.</summary>
public sealed class S3CopySamplesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Bsc_part_copy_is_the_documented_one() => SampleRequest.AssertAsync("bsc", """
        PUT /path/to/myfile.txt?partNumber=2&uploadId=VXBsb2FkSWQ HTTP/1.1
        Host: destbucket.ss.bscstorage.com
        x-amz-copy-source: %2Fbucket-123%2Fpath%2Fto%2Ffile%20123.txt
        x-amz-copy-source-if-nonematch: "870c06c00566c4fb1861bb10f34d1904"
        Content-Length: 0
        """, """
        <CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01"><LastModified>Mon, 08 Aug 2016 05:04:10 GMT</LastModified><ETag>870c06c00566c4fb1861bb10f34d1904</ETag></CopyObjectResult>
        """, async store =>
    {
        var copied = await store.UploadPartCopyAsync(new UploadPartCopyRequest
        {
            Source = new CopySource("bucket-123", "path/to/file 123.txt"), Bucket = "destbucket", Key = "path/to/myfile.txt", UploadId = "VXBsb2FkSWQ", PartNumber = 2,
            Conditions = new CopyConditions { IfNoneMatch = "870c06c00566c4fb1861bb10f34d1904" },
        }, Token);
        Assert.Equal("870c06c00566c4fb1861bb10f34d1904", copied.Value.ETag);
        return copied;
    });

    [Fact]
    public Task Every_header_of_the_reference_has_its_spelling() => SampleRequest.AssertAsync("s3", """
        PUT /my-second-image.jpg HTTP/1.1
        Host: destbucket.s3.us-east-1.amazonaws.com
        x-amz-copy-source: /sourcebucket/my%20image%2B1.jpg?versionId=3%2FL4kqtJlcpXroDTDmJ%2BrmSpXd3dIbrHY
        x-amz-copy-source-if-match: "5b3c1a2e053d763e1b002cc607c5a0fe"
        x-amz-copy-source-if-none-match: "x"
        x-amz-copy-source-if-modified-since: Fri, 24 Feb 2012 07:18:48 GMT
        x-amz-copy-source-if-unmodified-since: Fri, 24 Feb 2012 07:18:48 GMT
        x-amz-metadata-directive: REPLACE
        x-amz-meta-author: alice
        Cache-Control: no-cache
        Content-Language: de
        Expires: Fri, 02 Jan 2026 03:04:05 GMT
        x-amz-tagging-directive: REPLACE
        x-amz-tagging: a=b
        x-amz-acl: private
        x-amz-storage-class: STANDARD_IA
        x-amz-server-side-encryption: aws:kms
        x-amz-server-side-encryption-aws-kms-key-id: key-1
        x-amz-server-side-encryption-context: eyJhIjoiYiJ9
        x-amz-copy-source-server-side-encryption-customer-algorithm: AES256
        x-amz-copy-source-server-side-encryption-customer-key: MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=
        x-amz-copy-source-server-side-encryption-customer-key-MD5: U5L61r7jcwdNvT7frmUG8g==
        If-None-Match: *
        Content-Length: 0
        """, "<CopyObjectResult><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;5b3c1a2e053d763e1b002cc607c5a0fe&quot;</ETag><ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME></CopyObjectResult>", async store =>
    {
        var copied = await store.CopyObjectAsync(new CopyObjectRequest
        {
            Source = new CopySource("sourcebucket", "my image+1.jpg", "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"), Bucket = "destbucket", Key = "my-second-image.jpg",
            Conditions = new CopyConditions
            {
                IfMatch = "5b3c1a2e053d763e1b002cc607c5a0fe", IfNoneMatch = "x",
                IfModifiedSince = new DateTimeOffset(2012, 2, 24, 7, 18, 48, TimeSpan.Zero), IfUnmodifiedSince = new DateTimeOffset(2012, 2, 24, 7, 18, 48, TimeSpan.Zero),
            },
            ReplaceHeaders = new ObjectHeaders { CacheControl = "no-cache", ContentLanguage = "de", Expires = "Fri, 02 Jan 2026 03:04:05 GMT", Metadata = [new("author", "alice")] },
            ReplaceTags = [new("a", "b")], Acl = new AccessControl { Canned = "private" }, StorageClass = "STANDARD_IA", ForbidOverwrite = true,
            Encryption = new ServerSideEncryption { Mode = EncryptionMode.Kms, KmsKeyId = "key-1", KmsContext = "{\"a\":\"b\"}" },
            SourceCustomerKey = new CustomerKey("0123456789ABCDEF0123456789ABCDEF"u8),
        }, Token);
        Assert.Equal(("5b3c1a2e053d763e1b002cc607c5a0fe", KeyValuePair.Create("crc64nvme", "rosUhgp5mIg=")), (copied.Value.ETag, Assert.Single(copied.Value.Checksums)));
        return copied;
    });
}
