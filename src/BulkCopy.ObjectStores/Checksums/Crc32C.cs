using System.Buffers.Binary;
using System.Numerics;

namespace BulkCopy.ObjectStores.Checksums;

/// <summary>CRC-32C (Castagnoli), the S3 checksum <c>x-amz-checksum-crc32c</c>. The default value is the CRC of nothing.</summary>
public struct Crc32C
{
    /// <summary>The CRC of everything appended so far; 0 for nothing.</summary>
    public uint Value { readonly get; private set; }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        var state = ~Value;
        for (; data.Length >= 8; data = data[8..])
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var b in data) state = BitOperations.Crc32C(state, b);
        Value = ~state;
    }

    /// <summary>The CRC of the bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = default(Crc32C);
        crc.Append(data);
        return crc.Value;
    }
}
