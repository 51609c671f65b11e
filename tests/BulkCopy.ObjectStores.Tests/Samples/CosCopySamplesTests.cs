using Xunit;

namespace BulkCopy.ObjectStores.Tests.Samples;

/// <summary>The ten examples of COS "PUT Object - Copy".</summary>
public sealed class CosCopySamplesTests
{
    private const string Answer = "<CopyObjectResult><ETag>\"ee8de918d05640145b18f70f4c3aa602\"</ETag><CRC64>16749565679157681890</CRC64><LastModified>2020-04-10T18:20:30Z</LastModified></CopyObjectResult>";

    private static readonly CopySource source = new("sourcebucket-1250000001", "example-腾讯云.jpg", null, "ap-shanghai");

    private static readonly CopyObjectRequest plain = new() { Source = source, Bucket = "destinationbucket-1250000000", Key = "example-腾讯云.jpg" };

    private static readonly CopyObjectRequest ontoItself = plain with { Source = new CopySource("destinationbucket-1250000000", "exampleobject"), Key = "exampleobject" };

    private static CustomerKey Key(string text) => new(System.Text.Encoding.ASCII.GetBytes(text));

    private static Task AssertAsync(string sample, CopyObjectRequest request) =>
        SampleRequest.AssertAsync("cos", sample, Answer, store => store.CopyObjectAsync(request, TestContext.Current.CancellationToken));

    [Fact]
    public Task Example_1_copies_and_carries_everything_over() => AssertAsync("""
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg
        Content-Length: 0
        """, plain);

    [Fact]
    public Task Example_2_copies_and_replaces_metadata() => AssertAsync("""
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg
        x-cos-metadata-directive: Replaced
        x-cos-meta-example-field: example-value
        Content-Type: image/jpeg
        Content-Length: 0
        """, plain with { ReplaceHeaders = new ObjectHeaders { ContentType = "image/jpeg", Metadata = [new("example-field", "example-value")] } });

    [Fact]
    public Task Example_3_changes_the_metadata_of_an_object() => AssertAsync("""
        PUT /exampleobject HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        Content-Type: image/jpeg
        Cache-Control: max-age=86400
        Content-Disposition: attachment; filename=example.jpg
        x-cos-copy-source: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com/exampleobject
        x-cos-metadata-directive: Replaced
        Content-Length: 0
        """, ontoItself with { ReplaceHeaders = new ObjectHeaders { ContentType = "image/jpeg", CacheControl = "max-age=86400", ContentDisposition = "attachment; filename=example.jpg" } });

    [Fact]
    public Task Example_4_changes_the_storage_class_of_an_object() => AssertAsync("""
        PUT /exampleobject HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        Content-Type: image/jpeg
        x-cos-copy-source: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com/exampleobject
        x-cos-metadata-directive: Replaced
        x-cos-storage-class: STANDARD_IA
        Content-Length: 0
        """, ontoItself with { ReplaceHeaders = new ObjectHeaders { ContentType = "image/jpeg" }, StorageClass = "STANDARD_IA" });

    [Fact]
    public Task Example_5_encrypts_with_keys_of_the_store() => AssertAsync("""
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg
        x-cos-server-side-encryption: AES256
        Content-Length: 0
        """, plain with { Encryption = new ServerSideEncryption { Mode = EncryptionMode.StoreManaged } });

    [Fact]
    public Task Example_6_encrypts_with_a_key_of_the_kms() => AssertAsync("""
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg
        x-cos-server-side-encryption: cos/kms
        x-cos-server-side-encryption-cos-kms-key-id: 48ba38aa-26c5-11ea-855c-52540085a59d
        x-cos-server-side-encryption-context: eyJhIjoiYiJ9
        Content-Length: 0
        """, plain with { Encryption = new ServerSideEncryption { Mode = EncryptionMode.Kms, KmsKeyId = "48ba38aa-26c5-11ea-855c-52540085a59d", KmsContext = "{\"a\":\"b\"}" } });

    [Fact]
    public Task Example_7_encrypts_anew_with_another_customers_key() => AssertAsync("""
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg
        x-cos-server-side-encryption-customer-algorithm: AES256
        x-cos-server-side-encryption-customer-key: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
        x-cos-server-side-encryption-customer-key-MD5: hRasmdxgYDKV3nvbahU1MA==
        x-cos-copy-source-server-side-encryption-customer-algorithm: AES256
        x-cos-copy-source-server-side-encryption-customer-key: MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=
        x-cos-copy-source-server-side-encryption-customer-key-MD5: U5L61r7jcwdNvT7frmUG8g==
        Content-Length: 0
        """, plain with
    {
        Encryption = new ServerSideEncryption { Mode = EncryptionMode.Customer, CustomerKey = Key("0123456789abcdef0123456789abcdef") },
        SourceCustomerKey = Key("0123456789ABCDEF0123456789ABCDEF"),
    });

    [Fact]
    public Task Example_8_decrypts_a_source_under_a_customers_key() => AssertAsync("""
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg
        x-cos-copy-source-server-side-encryption-customer-algorithm: AES256
        x-cos-copy-source-server-side-encryption-customer-key: MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=
        x-cos-copy-source-server-side-encryption-customer-key-MD5: U5L61r7jcwdNvT7frmUG8g==
        Content-Length: 0
        """, plain with { SourceCustomerKey = Key("0123456789ABCDEF0123456789ABCDEF") });

    [Fact]
    public Task Example_9_copies_a_version() => AssertAsync("""
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg?versionId=MTg0NDUxNTc0NDYyMjQ2MzUzMjQ
        Content-Length: 0
        """, plain with { Source = source with { VersionId = "MTg0NDUxNTc0NDYyMjQ2MzUzMjQ" } });

    [Fact]
    public Task Example_10_copies_into_a_versioned_bucket() => SampleRequest.AssertAsync("cos", """
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg
        Content-Length: 0
        """, Answer.Replace("</CopyObjectResult>", "<VersionId>MTg0NDUxNTc0NDYyMjQ2MzUzMjQ</VersionId></CopyObjectResult>", StringComparison.Ordinal), async store =>
    {
        var copied = await store.CopyObjectAsync(plain, TestContext.Current.CancellationToken);
        Assert.Equal("MTg0NDUxNTc0NDYyMjQ2MzUzMjQ", copied.Value.VersionId);
        return copied;
    });

    [Fact]
    public Task Every_header_of_the_reference_has_its_spelling() => AssertAsync("""
        PUT /example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg HTTP/1.1
        Host: destinationbucket-1250000000.cos.ap-beijing.myqcloud.com
        x-cos-copy-source: sourcebucket-1250000001.cos.ap-shanghai.myqcloud.com/example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg
        x-cos-copy-source-If-Match: "ee8de918d05640145b18f70f4c3aa602"
        x-cos-copy-source-If-None-Match: "x"
        x-cos-copy-source-If-Modified-Since: Fri, 10 Apr 2020 18:20:30 GMT
        x-cos-copy-source-If-Unmodified-Since: Sat, 11 Apr 2020 18:20:30 GMT
        x-cos-tagging-directive: Replaced
        x-cos-tagging: k1=v1&k%202=v%2F2
        x-cos-acl: public-read
        x-cos-grant-read: id="100000000003"
        x-cos-forbid-overwrite: true
        Content-Length: 0
        """, plain with
    {
        Conditions = new CopyConditions
        {
            IfMatch = "ee8de918d05640145b18f70f4c3aa602", IfNoneMatch = "x",
            IfModifiedSince = new DateTimeOffset(2020, 4, 10, 18, 20, 30, TimeSpan.Zero), IfUnmodifiedSince = new DateTimeOffset(2020, 4, 11, 18, 20, 30, TimeSpan.Zero),
        },
        ReplaceTags = [new("k1", "v1"), new("k 2", "v/2")],
        Acl = new AccessControl { Canned = "public-read", Grants = [new("read", "id=\"100000000003\"")] },
        ForbidOverwrite = true,
    });
}
