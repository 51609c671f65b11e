using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Tests.Fakes;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Http;

public sealed class StoreEndpointTests
{
    private static StoreEndpoint Endpoint(string dialect, string? endpoint = null, AddressingStyle? style = null, bool https = true) =>
        new(TestStores.Options(dialect) with { Endpoint = endpoint, AddressingStyle = style, UseHttps = https });

    [Theory]
    [InlineData("cos", "b-1.cos.ap-beijing.myqcloud.com")]
    [InlineData("oss", "b-1.oss-cn-hangzhou.aliyuncs.com")]
    [InlineData("s3", "b-1.s3.us-east-1.amazonaws.com")]
    [InlineData("bsc", "b-1.ss.bscstorage.com")]
    public void Public_hosts_are_the_providers(string dialect, string host) => Assert.Equal(host, Endpoint(dialect).HostOf("b-1"));

    [Theory]
    [InlineData("http://127.0.0.1:7480", "http", "127.0.0.1:7480")]
    [InlineData("https://S3.example.com:443/", "https", "s3.example.com")]
    [InlineData("http://s3.example.com:80", "http", "s3.example.com")]
    [InlineData("s3.example.com", "https", "s3.example.com")]
    public void Endpoint_may_be_named(string named, string scheme, string host)
    {
        var endpoint = Endpoint("ceph", named);
        Assert.Equal((scheme, host, "/b/a%20b"), (endpoint.Scheme, endpoint.HostOf("b"), endpoint.PathOf("b", "a b")));
    }

    [Theory]
    [InlineData("http://"), InlineData("host/path"), InlineData("user@host"), InlineData("a b")]
    public void What_is_no_endpoint_is_refused(string named) => Assert.Contains("test", Assert.Throws<ArgumentException>(() => Endpoint("s3", named)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("cos", null, "s-1.cos.ap-beijing.myqcloud.com/d/a%20b?versionId=v%2F1")]
    [InlineData("cos", "eu-frankfurt", "s-1.cos.eu-frankfurt.myqcloud.com/d/a%20b?versionId=v%2F1")]
    [InlineData("oss", null, "/s-1/d/a%20b?versionId=v%2F1")]
    [InlineData("s3", "eu-west-1", "/s-1/d/a%20b?versionId=v%2F1")]
    [InlineData("bsc", null, "%2Fs-1%2Fd%2Fa%20b?versionId=v%2F1")]
    public void Copy_source_is_spelled_as_the_dialect_wants(string dialect, string? region, string expected) =>
        Assert.Equal(expected, Endpoint(dialect).CopySourceOf(new CopySource("s-1", "d/a b", "v/1", region)));

    [Fact]
    public void Cos_copy_source_names_the_regional_host_whatever_the_endpoint() =>
        Assert.Equal("s-1.cos.ap-beijing.myqcloud.com/k", Endpoint("cos", "cos.accelerate.myqcloud.com").CopySourceOf(new CopySource("s-1", "k")));

    [Theory]
    [InlineData("cos"), InlineData("OSS"), InlineData("s3"), InlineData("bsc"), InlineData("Ceph"), InlineData("minio")]
    public void Dialects_are_found_by_name(string name) => Assert.Equal(name.ToLowerInvariant(), Dialect.Parse(name).Name);

    [Fact]
    public void Unknown_dialect_is_refused_with_the_known_ones() => Assert.Contains("cos, oss, s3", Assert.Throws<ArgumentException>(() => Dialect.Parse("ftp")).Message, StringComparison.Ordinal);
}
