using System.Security.Cryptography;
using BulkCopy.Emulator.Checksums;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Emulator.Storage;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Seeding;

public sealed class SeederTests : EmulatorTest
{
    [Fact]
    public async Task Generated_content_has_the_etag_and_crc_of_its_bytes()
    {
        Seed(EmulatorDialect.Cos, "examplebucket-1250000000", "ap-beijing", "k/", 2, 150_000);
        var first = await Must(200, Raw.SendAsync("GET", RawClient.CosHost, "/k/000000000"));
        var second = await Must(200, Raw.SendAsync("GET", RawClient.CosHost, "/k/000000001"));
        Assert.NotEqual(first.Body, second.Body);
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(first.Body))}\"", first.Header("ETag"));
        Assert.Equal($"{Crc64.Compute(first.Body)}", first.Header("x-cos-hash-crc64ecma"));
    }

    [Fact]
    public async Task Hundreds_of_gigabytes_cost_nothing_and_can_be_read_anywhere()
    {
        Emulator.Server.Seed(new SeedOrder { Dialect = EmulatorDialect.S3, Bucket = "examplebucket", Count = 1, Size = 300L << 30, PartSize = 1L << 20 });
        var head = await Must(200, Raw.SendAsync("HEAD", "localhost", "/examplebucket/000000000"));
        Assert.Equal($"{300L << 30}", head.Header("Content-Length"));
        var tail = await Must(206, Raw.SendAsync("GET", "localhost", "/examplebucket/000000000", "", ("Range", "bytes=-100000")));
        Assert.Equal(100_000, tail.Body.Length);
    }

    [Fact]
    public void Crc_of_a_generated_range_is_that_of_its_bytes()
    {
        var content = new GeneratedContent(5, 12_345, 1_000_000);
        var bytes = content.ToArray();
        Assert.Equal(Crc64.Compute(bytes), content.Crc64);
        var slice = content.Slice(70_000, 300_001);
        Assert.Equal(Crc64.Compute(bytes.AsSpan(70_000, 300_001)), slice.Crc64);
        var joined = new JoinedContent([content.Slice(0, 1), content.Slice(1, 99_999), content.Slice(100_000, 900_000)]);
        Assert.Equal(content.Crc64, joined.Crc64);
        Assert.Equal(MD5.HashData(bytes), joined.ComputeMd5());
    }

    [Fact]
    public void Check_values_of_crc64()
    {
        Assert.Equal(11051210869376104954UL, Crc64.Compute("123456789"u8));
        Assert.Equal(0UL, Crc64.Compute([]));
    }
}
