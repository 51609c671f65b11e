using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>A reflected CRC of 32 or 64 bits, eight bytes at a time.</summary>
internal sealed class ReflectedCrc
{
    private readonly ulong[] tables;
    private readonly ulong mask;

    private ReflectedCrc(ulong polynomial, int bits)
    {
        mask = ulong.MaxValue >> (64 - bits);
        tables = new ulong[8 * 256];
        for (int value = 0; value < 256; value++)
        {
            ulong crc = (ulong)value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
            tables[value] = crc;
        }

        for (int i = 256; i < tables.Length; i++)
            tables[i] = tables[(byte)tables[i - 256]] ^ (tables[i - 256] >> 8);
    }

    public static ReflectedCrc Crc32 { get; } = new(0xEDB88320, 32);

    public static ReflectedCrc Crc32C { get; } = new(0x82F63B78, 32);

    public static ReflectedCrc Crc64Nvme { get; } = new(0x9A6C9329AC4BC9B5, 64);

    /// <summary>The CRC of what <paramref name="crc"/> stands for followed by the data; zero stands for nothing.</summary>
    public ulong Append(ulong crc, ReadOnlySpan<byte> data)
    {
        crc ^= mask;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words)
        {
            ulong x = crc ^ (BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
            crc = 0;
            for (int i = 0; i < 8; i++)
                crc ^= tables[((7 - i) << 8) + (byte)(x >> (8 * i))];
        }

        foreach (byte value in data[(words.Length * 8)..])
            crc = tables[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc ^ mask;
    }
}
