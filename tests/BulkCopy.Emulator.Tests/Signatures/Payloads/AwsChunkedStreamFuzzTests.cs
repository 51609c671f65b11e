using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Signatures.Payloads;
using Xunit;

namespace BulkCopy.Emulator.Tests.Signatures.Payloads;

public sealed class AwsChunkedStreamFuzzTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damaged_bodies_are_decoded_right_or_refused(bool signed)
    {
        var context = signed ? ChunkedBody.Context : null;
        byte[] plain = new byte[3000];
        new Random(5).NextBytes(plain);
        var checksum = new PayloadChecksum(ChecksumAlgorithm.Crc32);
        checksum.Append(plain);
        byte[] wire = new ChunkedBody(context).Chunk(plain.AsSpan(0, 1000)).Chunk(plain.AsSpan(1000)).Chunk([])
            .Trailer(checksum.HeaderName, checksum.ToBase64()).ToArray();
        var mutator = new Mutator(signed ? 1 : 2);
        int refused = 0;
        for (int i = 0; i < 5000; i++)
        {
            try
            {
                Assert.Equal(plain, await ReadAsync(mutator.Damage(wire), context, 1 + mutator.Next(700)));
            }
            catch (PayloadException exception)
            {
                Assert.InRange(exception.Rejection.Status, 400, 403);
                refused++;
            }
        }

        Assert.InRange(refused, 4000, 5000);
    }

    private static async Task<byte[]> ReadAsync(byte[] wire, ChunkSigningContext? context, int atMost)
    {
        await using var stream = new AwsChunkedStream(new TricklingStream(wire, atMost), new AwsChunkedOptions
        {
            DecodedLength = 3000,
            HasTrailer = true,
            Signing = context,
            TrailingChecksum = new PayloadChecksum(ChecksumAlgorithm.Crc32),
        });
        var decoded = new MemoryStream();
        await stream.CopyToAsync(decoded, TestContext.Current.CancellationToken);
        return decoded.ToArray();
    }
}
