using System.Security.Cryptography;
using System.Text;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Dialects;

/// <summary>The COS requests around a copy: multipart, versions, lists, tags, deletes, restores, with the documented headers and elements.</summary>
public sealed class CosApiTests : EmulatorTest
{
    private const string Host = RawClient.CosHost;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Must(200, Raw.SendAsync("PUT", Host, "/"));
    }

    [Fact]
    public async Task Multipart_upload_answers_with_the_documented_documents()
    {
        var created = await Must(200, Raw.SendAsync("POST", Host, "/big?uploads", "", ("x-cos-meta-a", "1"), ("x-cos-storage-class", "STANDARD_IA")));
        Assert.Equal(("examplebucket-1250000000", "big"), (created.Element("Bucket"), created.Element("Key")));
        var id = created.Element("UploadId");
        var first = await Must(200, Raw.SendAsync("PUT", Host, $"/big?partNumber=1&uploadId={id}", new byte[1024 * 1024]));
        Assert.NotNull(first.Header("x-cos-hash-crc64ecma"));
        var second = await Must(200, Raw.SendAsync("PUT", Host, $"/big?partNumber=2&uploadId={id}", "end"));
        Assert.Equal(["1", "2"], (await Must(200, Raw.SendAsync("GET", Host, $"/big?uploadId={id}"))).Elements("PartNumber"));
        Assert.Equal("big", (await Must(200, Raw.SendAsync("GET", Host, "/?uploads"))).Element("Key"));
        Assert.Equal("InvalidPart", await Refused(400, Complete(id, (2, second.Header("ETag")!))));
        Assert.Equal("InvalidPartOrder", await Refused(400, Complete(id, (1, first.Header("ETag")!), (1, first.Header("ETag")!))));
        var completed = await Must(200, Complete(id, (1, first.Header("ETag")!), (2, second.Header("ETag")!)));
        Assert.Equal("http://www.qcloud.com/document/product/436/7751", completed.Xml.Name.NamespaceName);
        Assert.EndsWith("-2\"", completed.Element("ETag"), StringComparison.Ordinal);
        Assert.Equal($"http://{Host}/big", completed.Element("Location"));
        Assert.NotNull(completed.Header("x-cos-hash-crc64ecma"));
        Assert.Equal("STANDARD_IA", (await Must(200, Raw.SendAsync("HEAD", Host, "/big"))).Header("x-cos-storage-class"));
        Assert.Equal("NoSuchUpload", await Refused(404, Raw.SendAsync("DELETE", Host, $"/big?uploadId={id}")));
    }

    [Fact]
    public async Task Versions_have_the_ids_of_their_bucket_state()
    {
        await Must(200, Raw.SendAsync("PUT", Host, "/k", "never versioned"));
        var unset = await Must(200, Raw.SendAsync("GET", Host, "/?versions"));
        Assert.Equal("", unset.Element("VersionId"));
        await Versioning("Enabled");
        var enabled = await Must(200, Raw.SendAsync("PUT", Host, "/k", "enabled"));
        Assert.NotNull(enabled.Header("x-cos-version-id"));
        await Versioning("Suspended");
        Assert.Null((await Must(200, Raw.SendAsync("PUT", Host, "/k", "suspended"))).Header("x-cos-version-id"));
        var listed = await Must(200, Raw.SendAsync("GET", Host, "/?versions"));
        Assert.Equal(["null", enabled.Header("x-cos-version-id")!], listed.Elements("VersionId"));
        Assert.Equal("Suspended", (await Must(200, Raw.SendAsync("GET", Host, "/?versioning"))).Element("Status"));
    }

    [Fact]
    public async Task Version_pages_go_on_behind_a_marker_that_is_gone()
    {
        await Versioning("Enabled");
        for (var i = 0; i < 4; i++) await Must(200, Raw.SendAsync("PUT", Host, "/k", $"{i}"));
        var all = (await Must(200, Raw.SendAsync("GET", Host, "/?versions"))).Elements("VersionId");
        var page = await Must(200, Raw.SendAsync("GET", Host, "/?versions&max-keys=2"));
        await Must(204, Raw.SendAsync("DELETE", Host, $"/k?versionId={all[1]}"));
        var next = await Must(200, Raw.SendAsync("GET", Host, $"/?versions&key-marker=k&version-id-marker={page.Element("NextVersionIdMarker")}"));
        Assert.Equal(all[2..], next.Elements("VersionId"));
    }

    [Fact]
    public async Task Delete_marker_is_made_found_missing_and_removed()
    {
        await Versioning("Enabled");
        await Must(200, Raw.SendAsync("PUT", Host, "/k", "data"));
        var marker = await Must(204, Raw.SendAsync("DELETE", Host, "/k"));
        Assert.Equal("true", marker.Header("x-cos-delete-marker"));
        var id = marker.Header("x-cos-version-id");
        await Must(404, Raw.SendAsync("HEAD", Host, "/k"));
        await Must(404, Raw.SendAsync("GET", Host, $"/k?versionId={id}"));
        await Must(404, Raw.SendAsync("PUT", Host, "/c", "", ("x-cos-copy-source", $"{Host}/k")));
        await Must(400, Raw.SendAsync("PUT", Host, "/c", "", ("x-cos-copy-source", $"{Host}/k?versionId={id}")));
        Assert.Equal("true", (await Must(204, Raw.SendAsync("DELETE", Host, $"/k?versionId={id}"))).Header("x-cos-delete-marker"));
        await Must(200, Raw.SendAsync("HEAD", Host, "/k"));
    }

    [Fact]
    public async Task Multi_delete_tells_markers_and_needs_its_md5()
    {
        await Versioning("Enabled");
        await Must(200, Raw.SendAsync("PUT", Host, "/k", "data"));
        const string Body = "<Delete><Quiet>false</Quiet><Object><Key>k</Key></Object></Delete>";
        await Must(400, Raw.SendAsync("POST", Host, "/?delete", Body));
        var answer = await Must(200, Raw.SendAsync("POST", Host, "/?delete", Body, ("Content-MD5", Md5(Body))));
        Assert.Equal(("k", "true"), (answer.Element("Key"), answer.Element("DeleteMarker")));
        Assert.NotNull(answer.Element("DeleteMarkerVersionId"));
    }

    [Fact]
    public async Task Lists_roll_up_page_and_encode()
    {
        foreach (var key in new[] { "a%20b", "d/1", "d/2", "z" }) await Must(200, Raw.SendAsync("PUT", Host, "/" + key, "x"));
        var page = await Must(200, Raw.SendAsync("GET", Host, "/?delimiter=%2F&max-keys=2&encoding-type=url"));
        Assert.Equal(["a%20b"], page.Elements("Key"));
        Assert.Equal("d/", page.Xml.Elements("CommonPrefixes").Single().Value);
        Assert.Equal(("true", "d/", "STANDARD"), (page.Element("IsTruncated"), page.Element("NextMarker"), page.Element("StorageClass")));
        var next = await Must(200, Raw.SendAsync("GET", Host, "/?delimiter=%2F&marker=d%2F"));
        Assert.Equal(["z"], next.Elements("Key"));
        Assert.Equal("InvalidDelimiter", await Refused(400, Raw.SendAsync("GET", Host, "/?delimiter=ab")));
    }

    [Fact]
    public async Task Tags_and_their_limits()
    {
        await Must(200, Raw.SendAsync("PUT", Host, "/k", "data", ("x-cos-tagging", "k1=v1&k%202=v%2F2")));
        Assert.Equal(["k1", "k 2"], (await Must(200, Raw.SendAsync("GET", Host, "/k?tagging"))).Elements("Key"));
        await Must(200, Raw.SendAsync("PUT", Host, "/c", "", ("x-cos-copy-source", $"{Host}/k"), ("x-cos-tagging-directive", "Replaced"), ("x-cos-tagging", "n=1")));
        Assert.Equal(["n"], (await Must(200, Raw.SendAsync("GET", Host, "/c?tagging"))).Elements("Key"));
        await Must(204, Raw.SendAsync("DELETE", Host, "/c?tagging"));
        var eleven = string.Join('&', Enumerable.Range(0, 11).Select(i => $"k{i}=v"));
        Assert.Equal("InvalidTag", await Refused(400, Raw.SendAsync("PUT", Host, "/k", "x", ("x-cos-tagging", eleven))));
    }

    [Fact]
    public async Task Restore_runs_by_class_and_tier()
    {
        await Must(200, Raw.SendAsync("PUT", Host, "/cold", "data", ("x-cos-storage-class", "DEEP_ARCHIVE")));
        await Must(400, Restore("/cold", "Expedited"));
        await Must(202, Restore("/cold", "Standard"));
        Assert.Equal("RestoreAlreadyInProgress", await Refused(409, Restore("/cold", "Standard")));
        var head = await Must(200, Raw.SendAsync("HEAD", Host, "/cold"));
        Assert.Equal("ongoing-request=\"true\"", head.Header("x-cos-restore"));
        Assert.StartsWith("tier=\"standard\"; request-date=", head.Header("x-cos-restore-status"), StringComparison.Ordinal);
        await Must(200, Raw.SendAsync("PUT", Host, "/warm", "data"));
        Assert.Equal("RestoreNonArchiveObject", await Refused(405, Restore("/warm", "Standard")));
    }

    [Fact]
    public async Task Limits_of_keys_metadata_and_overwriting()
    {
        Assert.Equal("KeyTooLong", await Refused(400, Raw.SendAsync("PUT", Host, "/" + new string('k', 851), "x")));
        await Must(400, Raw.SendAsync("PUT", Host, "/k", "x", ("x-cos-meta-a", new string('v', 2048))));
        await Must(400, Raw.SendAsync("PUT", Host, "/k", "x", ("x-cos-meta-a_b", "v")));
        await Must(200, Raw.SendAsync("PUT", Host, "/k", "x", ("x-cos-forbid-overwrite", "true")));
        Assert.Equal("FileAlreadyExists", await Refused(409, Raw.SendAsync("PUT", Host, "/k", "x", ("x-cos-forbid-overwrite", "true"))));
        Assert.Equal("BucketNotEmpty", await Refused(409, Raw.SendAsync("DELETE", Host, "/")));
    }

    [Fact]
    public async Task Concurrent_writers_of_one_key_leave_one_version_each()
    {
        await Versioning("Enabled");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Must(200, Raw.SendAsync("PUT", Host, "/k", $"{i}"))));
        var ids = (await Must(200, Raw.SendAsync("GET", Host, "/?versions"))).Elements("VersionId");
        Assert.Equal(40, ids.Distinct().Count());
    }

    [Fact]
    public async Task Bucket_of_another_region_is_not_there()
    {
        Assert.Equal("NoSuchBucket", await Refused(404, Raw.SendAsync("GET", "examplebucket-1250000000.cos.ap-shanghai.myqcloud.com", "/")));
        await Must(200, Raw.SendAsync("GET", "examplebucket-1250000000.cos.ap-beijing.tencentcos.cn:9000", "/"));
        Assert.Equal("examplebucket-1250000000", (await Must(200, Raw.SendAsync("GET", "service.cos.myqcloud.com", "/"))).Element("Name"));
    }

    private Task<RawAnswer> Restore(string target, string tier)
    {
        var body = $"<RestoreRequest><Days>3</Days><CASJobParameters><Tier>{tier}</Tier></CASJobParameters></RestoreRequest>";
        return Raw.SendAsync("POST", Host, target + "?restore", body, ("Content-MD5", Md5(body)));
    }

    private Task<RawAnswer> Versioning(string status) =>
        Must(200, Raw.SendAsync("PUT", Host, "/?versioning", $"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"));

    private Task<RawAnswer> Complete(string? id, params (int Number, string ETag)[] parts)
    {
        var body = string.Concat(parts.Select(part => $"<Part><PartNumber>{part.Number}</PartNumber><ETag>{part.ETag}</ETag></Part>"));
        return Raw.SendAsync("POST", Host, $"/big?uploadId={id}", $"<CompleteMultipartUpload>{body}</CompleteMultipartUpload>");
    }

    private static string Md5(string text) => Convert.ToBase64String(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
