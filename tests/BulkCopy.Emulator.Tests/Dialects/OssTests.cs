using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Dialects;

/// <summary>CopyObject, UploadPartCopy, symlinks, appends, listings and restores as OSS documents them.</summary>
public sealed class OssTests : EmulatorTest
{
    private const string Host = RawClient.OssHost;
    private const string ETag = "\"5D41402ABC4B2A76B9719D911017C592\"";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Must(200, Raw.SendAsync("PUT", Host, "/"));
        await Must(200, Raw.SendAsync("PUT", Host, "/source", "hello"));
    }

    [Fact]
    public async Task Copy_answers_upper_case_etag_and_crc()
    {
        var answer = await Must(200, Copy());
        Assert.Equal(ETag, answer.Element("ETag"));
        Assert.Equal(ETag, answer.Header("ETag"));
        Assert.NotNull(answer.Header("x-oss-hash-crc64ecma"));
        var head = await Must(200, Raw.SendAsync("HEAD", Host, "/copy"));
        Assert.Equal("Standard", head.Header("x-oss-storage-class"));
        Assert.Equal("Normal", head.Header("x-oss-object-type"));
    }

    [Theory]
    [InlineData(412, "x-oss-copy-source-if-match", "\"0123\"")]
    [InlineData(304, "x-oss-copy-source-if-none-match", ETag)]
    [InlineData(304, "x-oss-copy-source-if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")]
    [InlineData(412, "x-oss-copy-source-if-unmodified-since", "Fri, 01 Jan 2010 00:00:00 GMT")]
    public async Task Unmet_conditions_are_412_or_304(int status, string name, string value)
    {
        var answer = await Must(status, Copy((name, value)));
        Assert.Equal(status == 304, answer.Body.Length == 0);
    }

    [Fact]
    public async Task Other_region_is_refused_with_the_documented_text()
    {
        const string Other = "other.oss-cn-beijing.aliyuncs.com";
        await Must(200, Raw.SendAsync("PUT", Other, "/"));
        var answer = await Must(403, Raw.SendAsync("PUT", Other, "/copy", "", ("x-oss-copy-source", "/examplebucket/source")));
        Assert.Equal("Target object does not reside in the same data center as source object.", answer.Element("Message"));
    }

    [Fact]
    public async Task Source_above_one_gigabyte_is_too_large()
    {
        Seed(EmulatorDialect.Oss, "examplebucket", "cn-hangzhou", "big/", 1, (1L << 30) + 1);
        var answer = await Must(400, Raw.SendAsync("PUT", Host, "/copy", "", ("x-oss-copy-source", "/examplebucket/big/000000000")));
        Assert.Equal("EntityTooLarge", answer.Element("Code"));
    }

    [Fact]
    public async Task Bad_part_range_copies_the_whole_object_without_content_range()
    {
        var upload = (await Must(200, Raw.SendAsync("POST", Host, "/copy?uploads"))).Element("UploadId");
        (string, string) source = ("x-oss-copy-source", "/examplebucket/source");
        var ranged = await Must(200, Raw.SendAsync("PUT", Host, $"/copy?partNumber=1&uploadId={upload}", "", source, ("x-oss-copy-source-range", "bytes=0-1")));
        Assert.Equal("bytes 0-1/5", ranged.Header("Content-Range"));
        var whole = await Must(200, Raw.SendAsync("PUT", Host, $"/copy?partNumber=1&uploadId={upload}", "", source, ("x-oss-copy-source-range", "bytes=0-100")));
        Assert.Null(whole.Header("Content-Range"));
        Assert.Equal("5", (await Must(200, Raw.SendAsync("GET", Host, $"/copy?uploadId={upload}"))).Element("Size"));
    }

    [Fact]
    public async Task Existing_destination_is_kept_when_overwriting_is_forbidden()
    {
        (string, string) forbid = ("x-oss-forbid-overwrite", "true");
        await Must(200, Copy(forbid));
        Assert.Equal("FileAlreadyExists", await Refused(409, Copy(forbid)));
        await Must(200, Raw.SendAsync("PUT", Host, "/?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        await Must(200, Copy(forbid));
    }

    [Fact]
    public async Task Directives_and_encryption_take_their_own_values_only()
    {
        Assert.Equal("InvalidArgument", await Refused(400, Copy(("x-oss-metadata-directive", "Replaced"))));
        Assert.Equal("InvalidEncryptionAlgorithmError", await Refused(400, Copy(("x-oss-server-side-encryption", "ROT13"))));
        Assert.Equal("NotImplemented", await Refused(400, Raw.SendAsync("PUT", Host, "/x", "x", ("If-Match", "*"))));
    }

    [Fact]
    public async Task Link_is_copied_as_link_and_read_through()
    {
        await Must(200, Raw.SendAsync("PUT", Host, "/link?symlink", "", ("x-oss-symlink-target", "source")));
        Assert.Equal("hello", (await Must(200, Raw.SendAsync("GET", Host, "/link"))).Text);
        await Must(200, Raw.SendAsync("PUT", Host, "/second", "", ("x-oss-copy-source", "/examplebucket/link")));
        Assert.Equal("source", (await Must(200, Raw.SendAsync("GET", Host, "/second?symlink"))).Header("x-oss-symlink-target"));
        Assert.Equal("NotSymlink", await Refused(400, Raw.SendAsync("GET", Host, "/source?symlink")));
    }

    [Fact]
    public async Task Append_goes_on_where_it_ended_and_cannot_be_copied()
    {
        var first = await Must(200, Raw.SendAsync("POST", Host, "/log?append&position=0", "one"));
        Assert.Equal("3", first.Header("x-oss-next-append-position"));
        Assert.Equal("PositionNotEqualToLength", await Refused(409, Raw.SendAsync("POST", Host, "/log?append&position=0", "two")));
        await Must(200, Raw.SendAsync("POST", Host, "/log?append&position=3", "two"));
        Assert.Equal("onetwo", (await Must(200, Raw.SendAsync("GET", Host, "/log"))).Text);
        Assert.Equal("OperationNotSupported", await Refused(400, Raw.SendAsync("PUT", Host, "/copy", "", ("x-oss-copy-source", "/examplebucket/log"))));
    }

    [Fact]
    public async Task Lists_hold_a_hundred_keys_by_default()
    {
        Seed(EmulatorDialect.Oss, "examplebucket", "cn-hangzhou", "n/", 150);
        var v1 = await Must(200, Raw.SendAsync("GET", Host, "/?prefix=n/"));
        Assert.Equal(100, v1.Elements("Size").Length);
        Assert.Equal("n/000000099", v1.Element("NextMarker"));
        var v2 = await Must(200, Raw.SendAsync("GET", Host, "/?list-type=2&prefix=n/&max-keys=1000"));
        Assert.Equal("150", v2.Element("KeyCount"));
    }

    [Fact]
    public async Task Quiet_delete_of_everything_answers_nothing()
    {
        const string Body = "<Delete><Quiet>true</Quiet><Object><Key>source</Key></Object></Delete>";
        var md5 = Convert.ToBase64String(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(Body)));
        Assert.Empty((await Must(200, Raw.SendAsync("POST", Host, "/?delete", Body, ("Content-MD5", md5)))).Body);
        Assert.Equal("BadDigest", await Refused(400, Raw.SendAsync("POST", Host, "/?delete", Body + " ", ("Content-MD5", md5))));
    }

    [Fact]
    public async Task Errors_of_head_are_told_in_a_header()
    {
        var answer = await Must(404, Raw.SendAsync("HEAD", Host, "/missing"));
        Assert.Contains("NoSuchKey", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(answer.Header("x-oss-err")!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archived_object_must_be_restored_first()
    {
        await Must(200, Raw.SendAsync("PUT", Host, "/cold", "data", ("x-oss-storage-class", "Archive")));
        Assert.Equal("InvalidObjectState", await Refused(403, Raw.SendAsync("GET", Host, "/cold")));
        await Must(202, Raw.SendAsync("POST", Host, "/cold?restore"));
        Assert.Equal("RestoreAlreadyInProgress", await Refused(409, Raw.SendAsync("POST", Host, "/cold?restore")));
        Assert.Equal("ongoing-request=\"true\"", (await Must(200, Raw.SendAsync("HEAD", Host, "/cold"))).Header("x-oss-restore"));
        Assert.Equal("OperationNotSupported", await Refused(400, Raw.SendAsync("POST", Host, "/source?restore")));
    }

    private Task<RawAnswer> Copy(params (string Name, string Value)[] headers) =>
        Raw.SendAsync("PUT", Host, "/copy", "", [("x-oss-copy-source", "/examplebucket/source"), .. headers]);
}
