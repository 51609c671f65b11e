using System.Text;
using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Signatures.Payloads;
using Xunit;

namespace BulkCopy.Emulator.Tests.Signatures.Payloads;

public sealed class AwsChunkedStreamTests
{
    private static readonly byte[] Digits = "123456789"u8.ToArray();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public async Task Vector_body_is_decoded(int atMost)
    {
        var vector = SignatureVector.Get("s3-v4-chunked-aws");
        var context = new ChunkSigningContext
        {
            SigningKey = Convert.FromHexString((string)vector.Intermediates["signingKeyHex"]!),
            Timestamp = (string)vector.Params["timestamp"]!,
            Scope = (string)vector.Intermediates["scope"]!,
            SeedSignature = (string)vector.Expected["signature"]!,
        };
        byte[] plain = Encoding.ASCII.GetBytes(new string('a', 66560));
        var chunked = new ChunkedBody(context).Chunk(plain.AsSpan(0, 65536)).Chunk(plain.AsSpan(65536)).Chunk([]).Trailer();
        Assert.Equal(vector.Expected["chunkSignatures"]!.AsArray().Select(static s => (string)s!), chunked.Signatures);
        byte[] wire = chunked.ToArray();
        Assert.Equal((int)vector.Intermediates["encodedContentLength"]!, wire.Length);

        Assert.Equal(plain, await ReadAsync(wire, Options(66560) with { Signing = context }, atMost));
    }

    [Theory]
    [InlineData("x-amz-checksum-crc32", "y/Q5Jg==")]
    [InlineData("x-amz-checksum-crc32c", "4waSgw==")]
    [InlineData("x-amz-checksum-crc64nvme", "rosUhgp5mIg=")]
    [InlineData("x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE=")]
    [InlineData("x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=")]
    public async Task Unsigned_and_signed_trailers_are_verified(string header, string value)
    {
        foreach (var context in new[] { null, ChunkedBody.Context })
        {
            byte[] right = new ChunkedBody(context).Chunk(Digits.AsSpan(0, 4)).Chunk(Digits.AsSpan(4)).Chunk([]).Trailer(header, value).ToArray();
            Assert.Equal(Digits, await ReadAsync(right, Trailing(header, context), atMost: 3));

            byte[] wrong = new ChunkedBody(context).Chunk("12345678x"u8).Chunk([]).Trailer(header, value).ToArray();
            Assert.Equal((400, "BadDigest"), await FailureAsync(wrong, Trailing(header, context)));
        }
    }

    [Fact]
    public async Task Forged_chunk_is_refused()
    {
        var wire = new ChunkedBody(ChunkedBody.Context).Chunk(Digits).Chunk([]).Trailer().ToArray();
        wire[Array.IndexOf(wire, (byte)'\n') + 1] ^= 1;
        Assert.Equal((403, "SignatureDoesNotMatch"), await FailureAsync(wire, Options(9) with { Signing = ChunkedBody.Context }));
    }

    [Fact]
    public async Task Chunks_in_another_order_are_refused()
    {
        var wire = Encoding.ASCII.GetString(new ChunkedBody(ChunkedBody.Context).Chunk("aaaa"u8).Chunk("bbbb"u8).Chunk([]).Trailer().ToArray());
        int length = wire.IndexOf("aaaa", StringComparison.Ordinal) + 6;
        string swapped = wire[length..(2 * length)] + wire[..length] + wire[(2 * length)..];
        Assert.Equal((403, "SignatureDoesNotMatch"), await FailureAsync(Encoding.ASCII.GetBytes(swapped), Options(8) with { Signing = ChunkedBody.Context }));
    }

    [Fact]
    public async Task Forged_trailer_signature_is_refused()
    {
        var wire = Encoding.ASCII.GetString(new ChunkedBody(ChunkedBody.Context).Chunk(Digits).Chunk([]).Trailer("x-amz-checksum-crc32", "y/Q5Jg==").ToArray());
        int at = wire.IndexOf("trailer-signature:", StringComparison.Ordinal) + "trailer-signature:".Length;
        string forged = wire[..at] + new string('0', 64) + wire[(at + 64)..];
        Assert.Equal((403, "SignatureDoesNotMatch"), await FailureAsync(Encoding.ASCII.GetBytes(forged), Trailing("x-amz-checksum-crc32", ChunkedBody.Context)));
    }

    [Theory]
    [InlineData("", "IncompleteBody")]
    [InlineData("9", "IncompleteBody")]
    [InlineData("9\r\n1234", "IncompleteBody")]
    [InlineData("9\r\n123456789\r\n", "IncompleteBody")]
    [InlineData("4\r\n1234\r\n0\r\n\r\n", "IncompleteBody")]
    [InlineData("a\r\n1234567890\r\n0\r\n\r\n", "IncompleteBody")]
    [InlineData("fffffffffffffff\r\n1", "IncompleteBody")]
    [InlineData("ffffffffffffffff\r\n1", "InvalidRequest")]
    [InlineData("x\r\n123456789\r\n0\r\n\r\n", "InvalidRequest")]
    [InlineData("-1\r\n123456789\r\n0\r\n\r\n", "InvalidRequest")]
    [InlineData("\r\n", "InvalidRequest")]
    [InlineData("9\r\n123456789X\r\n0\r\n\r\n", "InvalidRequest")]
    [InlineData("9\r\n123456789\r\n0\r\nx\r\n", "InvalidRequest")]
    [InlineData("9\r\n123456789\r\n0\r\n\r\nmore", "InvalidRequest")]
    public async Task Malformed_framing_is_refused(string wire, string code) =>
        Assert.Equal((400, code), await FailureAsync(Encoding.ASCII.GetBytes(wire), Options(9)));

    [Theory]
    [InlineData("9\r\n123456789\r\n0\r\n\r\n", "MalformedTrailerError")]
    [InlineData("9\r\n123456789\r\n0\r\n", "MalformedTrailerError")]
    [InlineData("9\r\n123456789\r\n0\r\nno colon\r\n\r\n", "MalformedTrailerError")]
    [InlineData("9\r\n123456789\r\n0\r\nx-amz-meta-a:b\r\n\r\n", "MalformedTrailerError")]
    [InlineData("9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:notbase64\r\n\r\n", "InvalidRequest")]
    public async Task Malformed_trailer_is_refused(string wire, string code) =>
        Assert.Equal((400, code), await FailureAsync(Encoding.ASCII.GetBytes(wire), Trailing("x-amz-checksum-crc32", context: null)));

    [Fact]
    public async Task Endless_header_line_is_refused_without_being_kept()
    {
        var wire = new byte[1 << 20];
        Array.Fill(wire, (byte)'0');
        Assert.Equal((400, "IncompleteBody"), await FailureAsync(wire, Options(9)));
    }

    private static AwsChunkedOptions Options(long length) => new() { DecodedLength = length };

    private static AwsChunkedOptions Trailing(string header, ChunkSigningContext? context)
    {
        Assert.True(PayloadChecksum.TryParseHeaderName(header, out var algorithm));
        return new AwsChunkedOptions { DecodedLength = 9, HasTrailer = true, Signing = context, TrailingChecksum = new PayloadChecksum(algorithm) };
    }

    private static async Task<(int Status, string Code)> FailureAsync(byte[] wire, AwsChunkedOptions options)
    {
        var thrown = await Assert.ThrowsAsync<PayloadException>(() => ReadAsync(wire, options, atMost: 7));
        return (thrown.Rejection.Status, thrown.Rejection.Code);
    }

    private static async Task<byte[]> ReadAsync(byte[] wire, AwsChunkedOptions options, int atMost)
    {
        await using var stream = new AwsChunkedStream(new TricklingStream(wire, atMost), options);
        var decoded = new MemoryStream();
        await stream.CopyToAsync(decoded, TestContext.Current.CancellationToken);
        return decoded.ToArray();
    }
}
