using BulkCopy.Emulator.Dialects;
using Xunit;

namespace BulkCopy.Emulator.Tests.Dialects;

public sealed class HostAddressTests
{
    [Theory]
    [InlineData("b-1250000000.cos.ap-beijing.myqcloud.com", "cos", "b-1250000000", "ap-beijing")]
    [InlineData("b-1.cos.ap-beijing.tencentcos.cn:443", "cos", "b-1", "ap-beijing")]
    [InlineData("b-1.cos.accelerate.myqcloud.com", "cos", "b-1", null)]
    [InlineData("service.cos.myqcloud.com", "cos", null, null)]
    [InlineData("cos.eu-frankfurt.myqcloud.com", "cos", null, "eu-frankfurt")]
    [InlineData("b.oss-cn-hangzhou.aliyuncs.com", "oss", "b", "cn-hangzhou")]
    [InlineData("b.oss-cn-hangzhou-internal.aliyuncs.com:80", "oss", "b", "cn-hangzhou")]
    [InlineData("oss-us-west-1.aliyuncs.com", "oss", null, "us-west-1")]
    [InlineData("ss.bscstorage.com", "bsc", null, null)]
    [InlineData("b.c.ss.bscstorage.com", "bsc", "b.c", null)]
    [InlineData("b.s3.eu-west-1.amazonaws.com", "s3", "b", "eu-west-1")]
    [InlineData("a.b.s3.amazonaws.com", "s3", "a.b", null)]
    [InlineData("s3.dualstack.eu-west-1.amazonaws.com", "s3", null, "eu-west-1")]
    [InlineData("b.s3.example.com:9000", "s3", "b", null)]
    [InlineData("minio.example.com", "s3", null, null)]
    [InlineData("127.0.0.1:9000", null, null, null)]
    [InlineData("[::1]:9000", null, null, null)]
    [InlineData("localhost", null, null, null)]
    [InlineData("b.localhost:9000", null, "b", null)]
    [InlineData("", null, null, null)]
    public void Names_tell_vendor_bucket_and_region(string host, string? vendor, string? bucket, string? region)
    {
        var address = HostAddress.Parse(host);
        Assert.Equal((vendor, bucket, region), (address.Profile?.Name, address.Bucket, address.Region));
    }
}
