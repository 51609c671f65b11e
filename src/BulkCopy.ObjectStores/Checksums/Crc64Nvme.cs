namespace BulkCopy.ObjectStores.Checksums;

/// <summary>CRC-64/NVME, the S3 checksum <c>x-amz-checksum-crc64nvme</c>. The default value is the CRC of nothing.</summary>
public struct Crc64Nvme
{
    private static readonly ReflectedCrc64 s_engine = new(0x9A6C9329AC4BC9B5);

    /// <summary>The CRC of everything appended so far; 0 for nothing.</summary>
    public ulong Value { readonly get; private set; }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> data) => Value = s_engine.Append(Value, data);

    /// <summary>The CRC of the bytes.</summary>
    public static ulong Compute(ReadOnlySpan<byte> data) => s_engine.Append(0, data);

    /// <summary>The CRC of A followed by B, from the CRCs of both and the length of B in bytes.</summary>
    public static ulong Combine(ulong crcA, ulong crcB, long lengthB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthB);
        return s_engine.Combine(crcA, crcB, (ulong)lengthB);
    }

    internal static ulong ComputeSoftware(ReadOnlySpan<byte> data) => s_engine.AppendSoftware(0, data);
}
