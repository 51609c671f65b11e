using System.Buffers.Binary;

namespace BulkCopy.ObjectStores.Checksums;

/// <summary>CRC-32 (of zip), the S3 checksum <c>x-amz-checksum-crc32</c>. The default value is the CRC of nothing.</summary>
public struct Crc32
{
    private static readonly uint[] s_table = NewTable();

    /// <summary>The CRC of everything appended so far; 0 for nothing.</summary>
    public uint Value { readonly get; private set; }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        var t = s_table;
        var state = ~Value;
        while (data.Length >= 8)
        {
            var low = state ^ BinaryPrimitives.ReadUInt32LittleEndian(data);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            state = t[7 * 256 + (byte)low] ^ t[6 * 256 + (byte)(low >> 8)] ^ t[5 * 256 + (byte)(low >> 16)] ^ t[4 * 256 + (low >> 24)]
                ^ t[3 * 256 + (byte)high] ^ t[2 * 256 + (byte)(high >> 8)] ^ t[256 + (byte)(high >> 16)] ^ t[high >> 24];
            data = data[8..];
        }
        foreach (var b in data) state = (state >> 8) ^ t[(byte)(state ^ b)];
        Value = ~state;
    }

    /// <summary>The CRC of the bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = default(Crc32);
        crc.Append(data);
        return crc.Value;
    }

    private static uint[] NewTable()
    {
        var table = new uint[8 * 256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320 : 0);
            table[i] = value;
        }
        for (var i = 256; i < table.Length; i++) table[i] = (table[i - 256] >> 8) ^ table[(byte)table[i - 256]];
        return table;
    }
}
