using BulkCopy.ObjectStores.Checksums;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Checksums;

public sealed class Crc64Tests
{
    private static readonly byte[] s_data = NewData(70_000);

    [Fact]
    public void Every_length_and_alignment_equals_the_bitwise_definition()
    {
        for (var start = 0; start < 17; start++)
        for (var length = 0; length < 400; length++)
        {
            var data = s_data.AsSpan(start, length);
            var expected = Bitwise(data, 0xC96C5795D7870F42);
            Assert.Equal(expected, Crc64.Compute(data));
            Assert.Equal(expected, Crc64.ComputeSoftware(data));
        }
    }

    [Fact]
    public void Nvme_equals_the_bitwise_definition_as_well()
    {
        for (var length = 0; length < 400; length++)
        {
            var data = s_data.AsSpan(3, length);
            var expected = Bitwise(data, 0x9A6C9329AC4BC9B5);
            Assert.Equal(expected, Crc64Nvme.Compute(data));
            Assert.Equal(expected, Crc64Nvme.ComputeSoftware(data));
            Assert.Equal(Crc64Nvme.Compute(s_data.AsSpan(0, 3 + length)), Crc64Nvme.Combine(Crc64Nvme.Compute(s_data.AsSpan(0, 3)), expected, length));
        }
    }

    [Fact]
    public void Long_data_is_the_same_with_and_without_carry_less_multiplication() =>
        Assert.Equal(Crc64.ComputeSoftware(s_data), Crc64.Compute(s_data));

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Pieces_of_any_size_add_up(int size)
    {
        var crc = default(Crc64);
        for (var at = 0; at < s_data.Length; at += size) crc.Append(s_data.AsSpan(at, Math.Min(size, s_data.Length - at)));
        Assert.Equal(Crc64.Compute(s_data), crc.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12_345)]
    [InlineData(70_000)]
    public void Combined_parts_are_the_whole(int cut)
    {
        var head = Crc64.Compute(s_data.AsSpan(0, cut));
        var tail = Crc64.Compute(s_data.AsSpan(cut));
        Assert.Equal(Crc64.Compute(s_data), Crc64.Combine(head, tail, s_data.Length - cut));
    }

    [Fact]
    public void Parts_of_terabytes_combine_associatively()
    {
        const long Length = 5L << 40;
        var left = Crc64.Combine(Crc64.Combine(11, 22, Length), 33, Length);
        var right = Crc64.Combine(11, Crc64.Combine(22, 33, Length), 2 * Length);
        Assert.Equal(left, right);
        Assert.Throws<ArgumentOutOfRangeException>(() => Crc64.Combine(1, 2, -1));
    }

    [Fact]
    public void Short_checksums_equal_their_bitwise_definition()
    {
        for (var length = 0; length < 200; length++)
        {
            var data = s_data.AsSpan(1, length);
            Assert.Equal(Bitwise32(data, 0xEDB88320), Crc32.Compute(data));
            Assert.Equal(Bitwise32(data, 0x82F63B78), Crc32C.Compute(data));
        }
    }

    private static ulong Bitwise(ReadOnlySpan<byte> data, ulong polynomial)
    {
        var crc = ulong.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
        }
        return ~crc;
    }

    private static uint Bitwise32(ReadOnlySpan<byte> data, uint polynomial)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
        }
        return ~crc;
    }

    private static byte[] NewData(int length)
    {
        var data = new byte[length];
        new Random(7).NextBytes(data);
        return data;
    }
}
