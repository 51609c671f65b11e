using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Dialects;

/// <summary>What an SDK hides: statuses, spellings and headers of S3 on the wire, path style and virtual host.</summary>
public sealed class S3Tests : EmulatorTest
{
    private const string Host = RawClient.S3Host;
    private const string ETag = "\"5d41402abc4b2a76b9719d911017c592\"";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Must(200, Raw.SendAsync("PUT", Host, "/"));
        await Must(200, Raw.SendAsync("PUT", Host, "/source", "hello"));
    }

    [Theory]
    [InlineData("x-amz-copy-source-if-match", "\"0123\"")]
    [InlineData("x-amz-copy-source-if-none-match", ETag)]
    [InlineData("x-amz-copy-source-if-nonematch", ETag)]
    [InlineData("x-amz-copy-source-if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")]
    [InlineData("x-amz-copy-source-if-unmodified-since", "Fri, 01 Jan 2010 00:00:00 GMT")]
    public async Task Unmet_conditions_are_412(string name, string value) => Assert.Equal("PreconditionFailed", await Refused(412, Copy((name, value))));

    [Fact]
    public async Task Matching_etag_outweighs_a_later_modification() =>
        await Must(200, Copy(("x-amz-copy-source-if-match", ETag), ("x-amz-copy-source-if-unmodified-since", "Fri, 01 Jan 2010 00:00:00 GMT")));

    [Fact]
    public async Task Directives_and_sources_must_be_well_formed()
    {
        Assert.Equal("InvalidArgument", await Refused(400, Copy(("x-amz-metadata-directive", "Replaced"))));
        Assert.Equal("InvalidArgument", await Refused(400, Copy(("x-amz-tagging-directive", "Replaced"))));
        Assert.Equal("InvalidArgument", await Refused(400, Raw.SendAsync("PUT", Host, "/x", "", ("x-amz-copy-source", "nobucket"))));
        Assert.Equal("InvalidStorageClass", await Refused(400, Copy(("x-amz-storage-class", "WARM"))));
        Assert.Equal("NoSuchKey", await Refused(404, Raw.SendAsync("PUT", Host, "/x", "", ("x-amz-copy-source", "/examplebucket/missing"))));
    }

    [Fact]
    public async Task Other_region_is_a_permanent_redirect_naming_the_right_one()
    {
        var answer = await Must(301, Raw.SendAsync("GET", "examplebucket.s3.eu-west-1.amazonaws.com", "/"));
        Assert.Equal(("PermanentRedirect", "us-east-1"), (answer.Element("Code"), answer.Header("x-amz-bucket-region")));
    }

    [Fact]
    public async Task Path_style_and_virtual_host_reach_the_same_object()
    {
        Assert.Equal("hello", (await Must(200, Raw.SendAsync("GET", "localhost:9000", "/examplebucket/source"))).Text);
        Assert.Equal("hello", (await Must(200, Raw.SendAsync("GET", Host + ":9000", "/source"))).Text);
    }

    [Fact]
    public async Task Marker_by_its_id_is_405_and_bad_ids_are_told_apart()
    {
        await Must(200, Raw.SendAsync("PUT", Host, "/?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var id = (await Must(204, Raw.SendAsync("DELETE", Host, "/source"))).Header("x-amz-version-id");
        Assert.Equal("MethodNotAllowed", await Refused(405, Raw.SendAsync("GET", Host, $"/source?versionId={id}")));
        var missing = await Must(404, Raw.SendAsync("HEAD", Host, "/source"));
        Assert.Equal("true", missing.Header("x-amz-delete-marker"));
        Assert.Equal("InvalidArgument", await Refused(400, Raw.SendAsync("GET", Host, "/source?versionId=nonsense")));
        Assert.Equal("InvalidRequest", await Refused(400, Raw.SendAsync("PUT", Host, "/x", "", ("x-amz-copy-source", $"/examplebucket/source?versionId={id}"))));
        await Must(200, Raw.SendAsync("GET", Host, "/source?versionId=null"));
    }

    [Fact]
    public async Task Lists_encode_blanks_as_plus_and_name_the_next_marker_with_a_delimiter_only()
    {
        await Must(200, Raw.SendAsync("PUT", Host, "/a%20b%2Bc%2Fd", "x"));
        var page = await Must(200, Raw.SendAsync("GET", Host, "/?encoding-type=url&max-keys=1"));
        Assert.Equal("a+b%2Bc/d", page.Element("Key"));
        Assert.Equal("true", page.Element("IsTruncated"));
        Assert.Null(page.Element("NextMarker"));
        Assert.Equal("a b+c/", (await Must(200, Raw.SendAsync("GET", Host, "/?delimiter=%2F&max-keys=1"))).Element("NextMarker"));
    }

    [Fact]
    public async Task Head_of_a_part_tells_its_size_and_the_number_of_parts()
    {
        Seed(EmulatorDialect.S3, "examplebucket", "us-east-1", "big/", 1, 100L << 20);
        var head = await Must(206, Raw.SendAsync("HEAD", Host, "/big/000000000?partNumber=2"));
        Assert.Equal(("2", $"{36L << 20}"), (head.Header("x-amz-mp-parts-count"), head.Header("Content-Length")));
        await Must(416, Raw.SendAsync("HEAD", Host, "/big/000000000?partNumber=3"));
    }

    [Fact]
    public async Task Part_ranges_outside_the_source_are_refused()
    {
        var id = (await Must(200, Raw.SendAsync("POST", Host, "/copy?uploads"))).Element("UploadId");
        var target = $"/copy?partNumber=1&uploadId={id}";
        (string, string) source = ("x-amz-copy-source", "/examplebucket/source");
        Assert.Equal("InvalidArgument", await Refused(400, Raw.SendAsync("PUT", Host, target, "", source, ("x-amz-copy-source-range", "bytes=0-5"))));
        Assert.Equal("InvalidArgument", await Refused(400, Raw.SendAsync("PUT", Host, target, "", source, ("x-amz-copy-source-range", "0-4"))));
        var copied = await Must(200, Raw.SendAsync("PUT", Host, target, "", source, ("x-amz-copy-source-range", "bytes=0-4")));
        Assert.Equal(("CopyPartResult", ETag), (copied.Xml.Name.LocalName, copied.Element("ETag")));
    }

    [Fact]
    public async Task Signatures_of_strangers_and_forgers_are_refused()
    {
        using var stranger = new RawClient(Emulator.Server.Endpoint, new EmulatorAccount { AccessKey = "AKIDNOBODY", Secret = "x" }, Emulator.Time);
        Assert.Equal("InvalidAccessKeyId", await Refused(403, stranger.SendAsync("GET", Host, "/source")));
        using var forger = new RawClient(Emulator.Server.Endpoint, RunningEmulator.Alice with { Secret = "guess" }, Emulator.Time);
        foreach (var host in new[] { Host, RawClient.CosHost, RawClient.OssHost })
            Assert.Equal("SignatureDoesNotMatch", await Refused(403, forger.SendAsync("GET", host, "/source")));
        Assert.Equal("AccessDenied", await Refused(403, Raw.SendUnsignedAsync("GET", "/source", [("Host", Host)], [])));
    }

    private Task<RawAnswer> Copy(params (string Name, string Value)[] headers) =>
        Raw.SendAsync("PUT", Host, "/copy", "", [("x-amz-copy-source", "/examplebucket/source"), .. headers]);
}
