namespace BulkCopy.ObjectStores.Checksums;

/// <summary>
/// CRC-64/XZ (ECMA-182 in reflected order), which COS and OSS return as a decimal number in <c>…-hash-crc64ecma</c>. The
/// default value is the CRC of nothing. Not to be confused with <see cref="Crc64Nvme"/>.
/// </summary>
public struct Crc64
{
    private static readonly ReflectedCrc64 s_engine = new(0xC96C5795D7870F42);

    /// <summary>The CRC of everything appended so far; 0 for nothing.</summary>
    public ulong Value { readonly get; private set; }

    /// <summary>True when this processor multiplies without carry, which makes <see cref="Append"/> several times faster.</summary>
    public static bool IsHardwareAccelerated => ReflectedCrc64.IsHardwareAccelerated;

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> data) => Value = s_engine.Append(Value, data);

    /// <summary>The CRC of the bytes.</summary>
    public static ulong Compute(ReadOnlySpan<byte> data) => s_engine.Append(0, data);

    /// <summary>The CRC of A followed by B, from the CRCs of both and the length of B.</summary>
    /// <param name="crcA">The CRC of A.</param>
    /// <param name="crcB">The CRC of B.</param>
    /// <param name="lengthB">The length of B in bytes.</param>
    public static ulong Combine(ulong crcA, ulong crcB, long lengthB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthB);
        return s_engine.Combine(crcA, crcB, (ulong)lengthB);
    }

    internal static ulong ComputeSoftware(ReadOnlySpan<byte> data) => s_engine.AppendSoftware(0, data);
}
