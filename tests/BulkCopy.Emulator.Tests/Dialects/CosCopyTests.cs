using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Dialects;

/// <summary>The samples of "PUT Object - Copy" and its error rules.</summary>
public sealed class CosCopyTests : EmulatorTest
{
    private const string Source = "sourcebucket-1250000001";
    private const string SourceHost = Source + ".cos.ap-shanghai.myqcloud.com";
    private const string Key = "example-%E8%85%BE%E8%AE%AF%E4%BA%91.jpg";
    private const string CustomerKey = "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=";
    private const string CustomerKeyMd5 = "U5L61r7jcwdNvT7frmUG8g==";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Must(200, Raw.SendAsync("PUT", SourceHost, "/"));
        await Must(200, Raw.SendAsync("PUT", RawClient.CosHost, "/"));
        await Must(200, Raw.SendAsync("PUT", SourceHost, "/" + Key, "[Object Content]", ("Content-Type", "image/jpeg"), ("x-cos-meta-a", "1")));
    }

    [Fact]
    public async Task Simple_copy_across_regions_answers_etag_crc_and_date()
    {
        var answer = await Copy();
        Assert.Equal("\"ee8de918d05640145b18f70f4c3aa602\"", answer.Element("ETag"));
        Assert.Equal("16749565679157681890", answer.Element("CRC64"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", answer.Element("LastModified"));
        Assert.Null(answer.Element("VersionId"));
        Assert.Equal("CopyObjectResult", answer.Xml.Name.ToString());
        Assert.Equal("chunked", answer.Header("Transfer-Encoding"));
        Assert.NotNull(answer.Header("x-cos-request-id"));
        var head = await Must(200, Raw.SendAsync("HEAD", RawClient.CosHost, "/copy.jpg"));
        Assert.Equal("1", head.Header("x-cos-meta-a"));
        Assert.Equal("16749565679157681890", head.Header("x-cos-hash-crc64ecma"));
        Assert.Null(head.Header("x-cos-storage-class"));
    }

    [Fact]
    public async Task Named_version_is_copied_and_named_in_the_answer()
    {
        await Versioning(SourceHost, "Enabled");
        var second = await Must(200, Raw.SendAsync("PUT", SourceHost, "/" + Key, "[Object Content Version 2]"));
        var versionId = second.Header("x-cos-version-id")!;
        await Must(200, Raw.SendAsync("PUT", SourceHost, "/" + Key, "third"));
        var answer = await Must(200, Raw.SendAsync("PUT", RawClient.CosHost, "/copy", "", ("x-cos-copy-source", $"{SourceHost}/{Key}?versionId={versionId}")));
        Assert.Equal("11596229263574363878", answer.Element("CRC64"));
        Assert.Equal(versionId, answer.Header("x-cos-copy-source-version-id"));
    }

    [Fact]
    public async Task Metadata_is_replaced_with_the_directive_only()
    {
        await Copy(("x-cos-meta-b", "2"), ("Content-Type", "text/plain"));
        Assert.Equal("image/jpeg", (await Must(200, Raw.SendAsync("HEAD", RawClient.CosHost, "/copy.jpg"))).Header("Content-Type"));
        await Copy(("x-cos-metadata-directive", "Replaced"), ("x-cos-meta-b", "2"), ("Content-Type", "text/plain"));
        var head = await Must(200, Raw.SendAsync("HEAD", RawClient.CosHost, "/copy.jpg"));
        Assert.Equal("text/plain", head.Header("Content-Type"));
        Assert.Equal("2", head.Header("x-cos-meta-b"));
        Assert.Null(head.Header("x-cos-meta-a"));
        Assert.Equal("InvalidArgument", await Refused(400, SendCopy(("x-cos-metadata-directive", "REPLACE"))));
    }

    [Fact]
    public async Task Class_of_an_object_changes_by_copy_onto_itself_with_replaced()
    {
        (string, string) source = ("x-cos-copy-source", $"{SourceHost}/{Key}");
        Assert.Equal("InvalidRequest", await Refused(400, Raw.SendAsync("PUT", SourceHost, "/" + Key, "", source, ("x-cos-storage-class", "ARCHIVE"))));
        await Must(200, Raw.SendAsync("PUT", SourceHost, "/" + Key, "", source, ("x-cos-metadata-directive", "Replaced"), ("x-cos-storage-class", "ARCHIVE")));
        Assert.Equal("ARCHIVE", (await Must(200, Raw.SendAsync("HEAD", SourceHost, "/" + Key))).Header("x-cos-storage-class"));
        Assert.Equal("InvalidObjectState", await Refused(403, SendCopy()));
        Assert.Equal("NotSupportedStorageClass", await Refused(400, Raw.SendAsync("PUT", SourceHost, "/x", "", ("x-cos-storage-class", "GLACIER"))));
    }

    [Fact]
    public async Task Encryption_with_the_store_and_with_kms_is_echoed()
    {
        var managed = await Copy(("x-cos-server-side-encryption", "AES256"));
        Assert.Equal("AES256", managed.Header("x-cos-server-side-encryption"));
        Assert.Equal("\"ee8de918d05640145b18f70f4c3aa602\"", managed.Element("ETag"));
        var kms = await Copy(("x-cos-server-side-encryption", "cos/kms"), ("x-cos-server-side-encryption-cos-kms-key-id", "48ba38aa-26c5-11ea-855c-52540085c8ce"));
        Assert.Equal("48ba38aa-26c5-11ea-855c-52540085c8ce", kms.Header("x-cos-server-side-encryption-cos-kms-key-id"));
        Assert.NotEqual("\"ee8de918d05640145b18f70f4c3aa602\"", kms.Element("ETag"));
        Assert.Equal("16749565679157681890", kms.Element("CRC64"));
    }

    [Fact]
    public async Task Customer_key_is_needed_to_read_and_to_copy_again()
    {
        var key = CustomerHeaders("x-cos-server-side-encryption-customer-");
        var copied = await Copy(key);
        Assert.Equal(CustomerKeyMd5, copied.Header("x-cos-server-side-encryption-customer-key-MD5"));
        Assert.Equal("SsecDecryptHeaderInvalid", await Refused(400, Raw.SendAsync("GET", RawClient.CosHost, "/copy.jpg")));
        Assert.Equal("[Object Content]", (await Must(200, Raw.SendAsync("GET", RawClient.CosHost, "/copy.jpg", "", key))).Text);
        (string, string) source = ("x-cos-copy-source", $"{RawClient.CosHost}/copy.jpg");
        await Must(400, Raw.SendAsync("PUT", RawClient.CosHost, "/again", "", source));
        await Must(200, Raw.SendAsync("PUT", RawClient.CosHost, "/again", "", [source, .. CustomerHeaders("x-cos-copy-source-server-side-encryption-customer-")]));
        Assert.Equal("[Object Content]", (await Must(200, Raw.SendAsync("GET", RawClient.CosHost, "/again"))).Text);
    }

    [Fact]
    public async Task Version_id_of_the_copy_depends_on_the_state_of_versioning()
    {
        await Versioning(RawClient.CosHost, "Enabled");
        var enabled = await Copy();
        Assert.NotEmpty(enabled.Element("VersionId")!);
        await Versioning(RawClient.CosHost, "Suspended");
        Assert.Null((await Copy()).Element("VersionId"));
    }

    [Theory]
    [InlineData("x-cos-copy-source-If-Match", "\"0123\"")]
    [InlineData("x-cos-copy-source-If-None-Match", "\"ee8de918d05640145b18f70f4c3aa602\"")]
    [InlineData("x-cos-copy-source-If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")]
    [InlineData("x-cos-copy-source-If-Unmodified-Since", "Fri, 01 Jan 2010 00:00:00 GMT")]
    public async Task Unmet_conditions_are_412(string name, string value) => Assert.Equal("PreconditionFailed", await Refused(412, SendCopy((name, value))));

    [Fact]
    public async Task Combined_conditions_hold_or_conflict()
    {
        await Must(200, SendCopy(("x-cos-copy-source-If-Match", "ee8de918d05640145b18f70f4c3aa602"), ("x-cos-copy-source-If-Unmodified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")));
        await Must(400, SendCopy(("x-cos-copy-source-If-Match", "ee8de918d05640145b18f70f4c3aa602"), ("x-cos-copy-source-If-Modified-Since", "Fri, 01 Jan 2010 00:00:00 GMT")));
    }

    [Fact]
    public async Task Bad_and_missing_sources_have_their_codes()
    {
        Assert.Equal("InvalidCopySource", await Refused(400, Raw.SendAsync("PUT", RawClient.CosHost, "/x", "", ("x-cos-copy-source", "/bucket/key"))));
        Assert.Equal("InvalidCopySource", await Refused(400, Raw.SendAsync("PUT", RawClient.CosHost, "/x", "", ("x-cos-copy-source", $"https://{SourceHost}/k"))));
        Assert.Equal("NoSuchKey", await Refused(404, Raw.SendAsync("PUT", RawClient.CosHost, "/x", "", ("x-cos-copy-source", $"{SourceHost}/missing"))));
        Assert.Equal("NoSuchBucket", await Refused(404, Raw.SendAsync("PUT", RawClient.CosHost, "/x", "", ("x-cos-copy-source", "nobody-1.cos.ap-shanghai.myqcloud.com/k"))));
    }

    [Fact]
    public async Task Source_above_five_gigabytes_needs_parts()
    {
        Seed(EmulatorDialect.Cos, Source, "ap-shanghai", "huge/", 1, 5L * 1024 * 1024 * 1024 + 1);
        (string, string) source = ("x-cos-copy-source", $"{SourceHost}/huge/000000000");
        Assert.Equal("EntityTooLarge", await Refused(400, Raw.SendAsync("PUT", RawClient.CosHost, "/huge", "", source)));
        var upload = (await Must(200, Raw.SendAsync("POST", RawClient.CosHost, "/huge?uploads"))).Element("UploadId");
        var part = await Must(200, Raw.SendAsync("PUT", RawClient.CosHost, $"/huge?partNumber=1&uploadId={upload}", "", source, ("x-cos-copy-source-range", "bytes=0-5368709119")));
        Assert.Equal("CopyPartResult", part.Xml.Name.LocalName);
        Assert.Equal("InvalidRange", await Refused(416, Raw.SendAsync("PUT", RawClient.CosHost, $"/huge?partNumber=2&uploadId={upload}", "", source, ("x-cos-copy-source-range", "bytes=0-5368709121"))));
        var last = await Must(200, Raw.SendAsync("PUT", RawClient.CosHost, $"/huge?partNumber=2&uploadId={upload}", "", source, ("x-cos-copy-source-range", "bytes=5368709120-5368709120")));
        var body = $"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part.Element("ETag")}</ETag></Part><Part><PartNumber>2</PartNumber><ETag>{last.Element("ETag")}</ETag></Part></CompleteMultipartUpload>";
        var completed = await Must(200, Raw.SendAsync("POST", RawClient.CosHost, $"/huge?uploadId={upload}", body));
        var head = await Must(200, Raw.SendAsync("HEAD", SourceHost, "/huge/000000000"));
        Assert.Equal(head.Header("x-cos-hash-crc64ecma"), completed.Header("x-cos-hash-crc64ecma"));
    }

    [Fact]
    public async Task Multi_zone_classes_stay_what_they_are()
    {
        const string Host = "maz-1250000000.cos.ap-beijing.myqcloud.com";
        await Must(200, Raw.SendAsync("PUT", Host, "/", "<CreateBucketConfiguration><BucketAZConfig>MAZ</BucketAZConfig></CreateBucketConfiguration>"));
        await Must(200, Raw.SendAsync("PUT", Host, "/k", "data"));
        Assert.Equal("MAZ_STANDARD", (await Must(200, Raw.SendAsync("HEAD", Host, "/k"))).Header("x-cos-storage-class"));
        await Must(200, Raw.SendAsync("PUT", Host, "/l", "", ("x-cos-copy-source", $"{Host}/k")));
        await Must(400, Raw.SendAsync("PUT", RawClient.CosHost, "/l", "", ("x-cos-copy-source", $"{Host}/k")));
        Assert.Equal("MAZOperationNotSupportOnOAZBucket", await Refused(400, Raw.SendAsync("PUT", RawClient.CosHost, "/m", "x", ("x-cos-storage-class", "MAZ_STANDARD"))));
    }

    private static (string, string)[] CustomerHeaders(string prefix) =>
        [(prefix + "algorithm", "AES256"), (prefix + "key", CustomerKey), (prefix + "key-MD5", CustomerKeyMd5)];

    private Task<RawAnswer> Versioning(string host, string status) =>
        Must(200, Raw.SendAsync("PUT", host, "/?versioning", $"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"));

    private Task<RawAnswer> Copy(params (string Name, string Value)[] headers) => Must(200, SendCopy(headers));

    private Task<RawAnswer> SendCopy(params (string Name, string Value)[] headers) =>
        Raw.SendAsync("PUT", RawClient.CosHost, "/copy.jpg", "", [("x-cos-copy-source", $"{SourceHost}/{Key}"), .. headers]);
}
