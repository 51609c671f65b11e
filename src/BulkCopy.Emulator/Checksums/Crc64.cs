using System.Runtime.InteropServices;

namespace BulkCopy.Emulator.Checksums;

/// <summary>CRC-64/XZ (reflected ECMA-182 polynomial), the whole-object checksum of COS and OSS, and its combination rule.</summary>
public static class Crc64
{
    private const ulong Polynomial = 0xC96C5795D7870F42;
    private static readonly ulong[] Tables = BuildTables(Polynomial);
    private static readonly ulong[] ByteShifts = BuildByteShifts(Polynomial);

    /// <summary>Checksum of <paramref name="data"/>.</summary>
    public static ulong Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>Checksum of the bytes behind <paramref name="crc"/> followed by <paramref name="data"/>.</summary>
    public static ulong Append(ulong crc, ReadOnlySpan<byte> data) => Append(Tables, crc, data);

    /// <summary>Checksum of A‖B from the checksums of A and B and the length of B in bytes.</summary>
    public static ulong Combine(ulong first, ulong second, long secondLength) =>
        Combine(ByteShifts, Polynomial, first, second, secondLength);

    /// <summary>Checksum of a content repeated <paramref name="times"/> times.</summary>
    public static ulong Repeat(ulong crc, long length, long times)
    {
        ulong result = 0;
        while (times > 0)
        {
            if ((times & 1) != 0) result = Combine(result, crc, length);
            crc = Combine(crc, crc, length);
            length *= 2;
            times >>= 1;
        }
        return result;
    }

    internal static ulong Append(ulong[] tables, ulong crc, ReadOnlySpan<byte> data)
    {
        crc = ~crc;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (var word in words)
        {
            var x = crc ^ (BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
            crc = tables[(7 * 256) + (byte)x]
                ^ tables[(6 * 256) + (byte)(x >> 8)]
                ^ tables[(5 * 256) + (byte)(x >> 16)]
                ^ tables[(4 * 256) + (byte)(x >> 24)]
                ^ tables[(3 * 256) + (byte)(x >> 32)]
                ^ tables[(2 * 256) + (byte)(x >> 40)]
                ^ tables[256 + (byte)(x >> 48)]
                ^ tables[(byte)(x >> 56)];
        }
        foreach (var value in data[(words.Length * 8)..])
            crc = tables[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    internal static ulong Combine(ulong[] byteShifts, ulong polynomial, ulong first, ulong second, long secondLength)
    {
        var shift = 0;
        for (var length = (ulong)secondLength; length != 0; length >>= 1, shift++)
        {
            if ((length & 1) != 0) first = Multiply(first, byteShifts[shift], polynomial);
        }
        return first ^ second;
    }

    internal static ulong[] BuildTables(ulong polynomial)
    {
        var tables = new ulong[8 * 256];
        for (var i = 0; i < 256; i++)
        {
            var crc = (ulong)i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
            tables[i] = crc;
        }
        for (var i = 256; i < tables.Length; i++)
            tables[i] = tables[(byte)tables[i - 256]] ^ (tables[i - 256] >> 8);
        return tables;
    }

    /// <summary>Entry k is x^(8·2^k) modulo the polynomial, in reflected form.</summary>
    internal static ulong[] BuildByteShifts(ulong polynomial)
    {
        var shifts = new ulong[64];
        shifts[0] = 1UL << 55;
        for (var k = 1; k < shifts.Length; k++) shifts[k] = Multiply(shifts[k - 1], shifts[k - 1], polynomial);
        return shifts;
    }

    private static ulong Multiply(ulong a, ulong b, ulong polynomial)
    {
        ulong product = 0;
        for (var bit = 63; bit >= 0; bit--)
        {
            if ((a >> bit & 1) != 0) product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ polynomial : b >> 1;
        }
        return product;
    }
}
