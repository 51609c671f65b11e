using System.Security.Cryptography;
using System.Text;
using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Signatures.Payloads;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace BulkCopy.Emulator.Tests.Signatures.Payloads;

public sealed class PayloadOpenerTests
{
    private static readonly byte[] Digits = "123456789"u8.ToArray();

    [Fact]
    public async Task Body_with_the_signed_hash_passes_and_another_does_not()
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Digits));
        Assert.Equal(Digits, await ReadAsync(new HeaderDictionary(), Digits, Signed(hash)));
        var thrown = await Assert.ThrowsAsync<PayloadException>(() => ReadAsync(new HeaderDictionary(), "12345678x"u8.ToArray(), Signed(hash)));
        Assert.Equal("XAmzContentSHA256Mismatch", thrown.Rejection.Code);
    }

    [Fact]
    public async Task Empty_body_with_a_hash_of_something_is_refused()
    {
        var thrown = await Assert.ThrowsAsync<PayloadException>(() => ReadAsync(new HeaderDictionary(), [], Signed(Convert.ToHexStringLower(SHA256.HashData(Digits)))));
        Assert.Equal((400, "XAmzContentSHA256Mismatch"), (thrown.Rejection.Status, thrown.Rejection.Code));
    }

    [Theory]
    [InlineData("x-amz-checksum-crc32", "y/Q5Jg==", null)]
    [InlineData("x-amz-checksum-crc32", "y/Q5Jw==", "BadDigest")]
    [InlineData("x-amz-checksum-crc32", "short", "InvalidRequest")]
    [InlineData("x-amz-checksum-sha256", "y/Q5Jg==", "InvalidRequest")]
    public async Task Checksum_promised_in_a_header_is_verified(string header, string value, string? code)
    {
        var reading = () => ReadAsync(new HeaderDictionary { [header] = value }, Digits, AuthenticationResult.Anonymous);
        if (code is null)
            Assert.Equal(Digits, await reading());
        else
            Assert.Equal(code, (await Assert.ThrowsAsync<PayloadException>(reading)).Rejection.Code);
    }

    [Fact]
    public async Task Anonymous_chunked_upload_with_a_trailer_is_decoded()
    {
        var headers = new HeaderDictionary
        {
            ["x-amz-content-sha256"] = "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            ["x-amz-decoded-content-length"] = "9",
            ["x-amz-trailer"] = "x-amz-checksum-crc64nvme",
        };
        var wire = Encoding.ASCII.GetBytes("9\r\n123456789\r\n0\r\nx-amz-checksum-crc64nvme:rosUhgp5mIg=\r\n\r\n");
        Assert.Equal(Digits, await ReadAsync(headers, wire, AuthenticationResult.Anonymous));
    }

    [Theory]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "9", null, 400)]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER", null, null, 411)]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER", "-9", null, 411)]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER", "9", "x-amz-meta-a", 400)]
    public void Contradicting_headers_are_refused_before_the_body_is_read(string mode, string? length, string? trailer, int status)
    {
        var headers = new HeaderDictionary { ["x-amz-content-sha256"] = mode, ["x-amz-decoded-content-length"] = length, ["x-amz-trailer"] = trailer };
        Assert.Null(PayloadOpener.Open(headers, Stream.Null, 9, AuthenticationResult.Anonymous, out var refusal));
        Assert.Equal(status, refusal!.Status);
    }

    [Fact]
    public void Nothing_is_put_in_front_of_a_body_without_promises()
    {
        var opened = PayloadOpener.Open(new HeaderDictionary(), Stream.Null, 9, AuthenticationResult.Anonymous, out _);
        Assert.Same(Stream.Null, opened!.Stream);
    }

    [Theory]
    [InlineData("JfnnlDI7RTiF9RgfG2JNCw==", true)]
    [InlineData("JfnnlDI7RTiF9RgfG2JNCw=", false)]
    [InlineData("************************", false)]
    [InlineData("", false)]
    public async Task Content_md5_is_checked(string md5, bool valid)
    {
        Assert.Equal(valid, ContentMd5Check.IsValid(md5));
        if (!valid)
            return;
        await using var right = new CheckedStream(new MemoryStream(Digits), [new ContentMd5Check(md5, EmulatorDialect.Cos)]);
        await right.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        await using var wrong = new CheckedStream(new MemoryStream([1]), [new ContentMd5Check(md5, EmulatorDialect.Cos)]);
        var thrown = await Assert.ThrowsAsync<PayloadException>(() => wrong.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        Assert.Equal((EmulatorDialect.Cos, 400, "BadDigest"), (thrown.Rejection.Dialect, thrown.Rejection.Status, thrown.Rejection.Code));
    }

    private static AuthenticatedRequest Signed(string hash) => new()
    {
        Credential = new EmulatorCredential { AccessKey = "key", Secret = "secret", AccountName = "owner" },
        Scheme = SignatureScheme.S3V4Header,
        Dialect = EmulatorDialect.S3,
        PayloadMode = PayloadMode.Sha256,
        PayloadSha256 = hash,
    };

    private static async Task<byte[]> ReadAsync(IHeaderDictionary headers, byte[] wire, AuthenticationResult sender)
    {
        var opened = PayloadOpener.Open(headers, new TricklingStream(wire, 5), wire.Length, sender, out var refusal);
        Assert.Null(refusal);
        var decoded = new MemoryStream();
        await opened!.Stream.CopyToAsync(decoded, TestContext.Current.CancellationToken);
        return decoded.ToArray();
    }
}
