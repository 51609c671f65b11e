using System.Text;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Hosting;

/// <summary>Thousands of requests with something broken in them: always an answer below 500, never a mistake inside.</summary>
public sealed class MalformedRequestTests : EmulatorTest
{
    private static readonly string[] Hosts = [RawClient.CosHost, RawClient.OssHost, "examplebucket.s3.us-east-1.amazonaws.com", "ss.bscstorage.com", "localhost:9000", "[::1]", ""];
    private static readonly string[] Methods = ["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"];
    private static readonly string[] Targets =
    [
        "/", "/key", "/%", "/%zz", "/%ff%fe", "/a%00b", "//", "/?", "/?uploads", "/key?uploads", "/key?uploadId=x", "/key?uploadId=x&partNumber=1",
        "/key?partNumber=99999&uploadId=", "/?delete", "/?versioning", "/?versions&version-id-marker=x", "/?list-type=2&continuation-token=!!", "/?max-keys=-1",
        "/?max-keys=99999999999999", "/?delimiter=%ff", "/key?tagging", "/key?restore", "/key?acl", "/?acl", "/key?versionId=%20", "/key?append&position=-1",
        "/key?symlink", "/?encoding-type=rot13", "/?lifecycle", "/key?response-content-type=%0d%0aX:%20y", "/" + new string('k', 2000), "/?prefix=" + new string('%', 9),
        "/key?attributes", "/bucket/", "/bucket?location", "/key?partNumber=0", "*", "http://other/key",
    ];

    private static readonly string[] Bodies =
    [
        "", "x", "<", "<a>", "<Delete/>", "<Delete><Object/></Delete>", "<Delete><Object><Key></Key></Object></Delete>", "<CompleteMultipartUpload/>",
        "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber><ETag/></Part></CompleteMultipartUpload>", "<VersioningConfiguration/>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<Tagging><TagSet><Tag/></TagSet></Tagging>", "<RestoreRequest><Days>-1</Days></RestoreRequest>",
        "<RestoreRequest><Days>99999999999</Days></RestoreRequest>", "<AccessControlPolicy/>", "<CreateBucketConfiguration><LocationConstraint>../..</LocationConstraint></CreateBucketConfiguration>",
        "\0\0\0", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--b--\r\n",
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Range", "bytes=5-1"), ("Range", "bytes=-"), ("Range", "lines=1-2"), ("Content-MD5", "nonsense"), ("Content-MD5", "AAAA"), ("Expires", "never"),
        ("If-Match", "\""), ("If-None-Match", ""), ("If-Modified-Since", "yesterday"), ("x-amz-copy-source", "/"), ("x-amz-copy-source", "%"), ("x-amz-copy-source", "/b"),
        ("x-cos-copy-source", "host/key"), ("x-cos-copy-source", "\""), ("x-oss-copy-source", "/b/%ff"), ("x-amz-copy-source-range", "bytes=9-1"), ("x-amz-storage-class", "WARM"),
        ("x-cos-storage-class", ""), ("x-oss-storage-class", "standard"), ("x-amz-tagging", "a=1&a=2"), ("x-amz-tagging", "%zz"), ("x-cos-acl", "mine"), ("x-amz-acl", ""),
        ("x-amz-grant-read", "me"), ("x-amz-server-side-encryption", "ROT13"), ("x-amz-server-side-encryption-customer-key", "AA=="), ("x-cos-meta-a_b", "c"), ("x-amz-meta-", "v"),
        ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), ("x-amz-content-sha256", "abc"), ("x-amz-decoded-content-length", "-1"), ("x-amz-checksum-crc32", "AAAA"),
        ("x-amz-checksum-algorithm", "ROT"), ("x-oss-forbid-overwrite", "maybe"), ("x-cos-traffic-limit", "1"), ("Content-Type", "multipart/form-data; boundary=b"),
        ("Content-Type", "multipart/form-data"), ("x-amz-mp-object-size", "x"), ("x-oss-symlink-target", "%"), ("Content-Encoding", "aws-chunked"), ("x-amz-date", "x"), ("Date", "x"),
        ("Expect", "200-maybe"), ("x-amz-meta-u", "\u00e9\u4e2d"), ("Transfer-Encoding", "gzip"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Fuzzed_requests_are_answered_below_500(int seed)
    {
        var random = new Random(seed);
        Seed(EmulatorDialect.Cos, "examplebucket-1250000000", "ap-beijing", "", 1);
        Seed(EmulatorDialect.Oss, "examplebucket", "cn-hangzhou", "", 1);
        Seed(EmulatorDialect.S3, "examplebucket", "us-east-1", "", 1);
        for (var i = 0; i < 700; i++)
        {
            var (answer, sent) = await SendOneAsync(random);
            Assert.True(answer.Status < 500, $"{sent}\n=> {answer}");
        }
        Assert.True(Emulator.Server.Requests.InternalErrors == 0, Emulator.Server.Requests.LastInternalError);
    }

    private async Task<(RawAnswer Answer, string Sent)> SendOneAsync(Random random)
    {
        T Pick<T>(T[] from) => from[random.Next(from.Length)];
        var (method, host, target, body) = (Pick(Methods), Pick(Hosts), Pick(Targets), Pick(Bodies));
        var headers = Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Headers)).DistinctBy(header => header.Name).ToArray();
        var sent = $"{method} {host}{target} {string.Join(", ", headers)} {body}";
        // Signed where the test's signer can, so that what is broken is found behind the signature too.
        if (target.StartsWith('/') && !target.Contains("%ff", StringComparison.Ordinal) && random.Next(4) > 0)
            return (await Raw.SendAsync(method, host, target, body, headers), sent);
        var bytes = Encoding.UTF8.GetBytes(body);
        (string, string)[] unsigned = [("Host", host), .. headers, ("Content-Length", $"{bytes.Length}"), ("Authorization", Pick(["", "AWS", "AWS x:y", "OSS a:", "q-sign-algorithm=sha1&q-ak=", "AWS4-HMAC-SHA256 Credential=a/b"]))];
        return (await Raw.SendUnsignedAsync(method, target, unsigned, bytes), sent);
    }

    [Fact]
    public async Task Document_of_a_million_levels_is_malformed()
    {
        await Must(200, Raw.SendAsync("PUT", RawClient.CosHost, "/"));
        var deep = new StringBuilder();
        for (var i = 0; i < 200_000; i++) deep.Append("<a>");
        Assert.Equal("MalformedXML", await Refused(400, Raw.SendAsync("PUT", RawClient.CosHost, "/?versioning", deep.ToString())));
    }
}
