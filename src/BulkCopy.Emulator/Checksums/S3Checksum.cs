using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Checksums;

/// <summary>The additional checksums of S3: CRC32, CRC32C, CRC64NVME, SHA1, SHA256; base64 of the big-endian bytes.</summary>
internal static class S3Checksum
{
    private const ulong NvmePolynomial = 0x9A6C9329AC4BC9B5;
    private const uint Crc32Polynomial = 0xEDB88320;
    private static readonly ulong[] NvmeTables = Crc64.BuildTables(NvmePolynomial);
    private static readonly uint[] Crc32Table = BuildCrc32Table();

    /// <summary>Names as in the header suffix.</summary>
    public static IReadOnlyList<string> Names { get; } = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];

    public static bool IsKnown(string name) => Names.Contains(name);

    public static int LengthOf(string name) => name switch { "crc32" or "crc32c" => 4, "crc64nvme" => 8, "sha1" => 20, _ => 32 };

    public static byte[] Compute(string name, ObjectContent content)
    {
        switch (name)
        {
            case "crc32c":
                return BigEndian(Fold(content, Crc32C));
            case "crc32":
                return BigEndian(Fold(content, Crc32));
            case "crc64nvme":
                ulong nvme = 0;
                content.ForEachBlock(0, content.Length, block => nvme = Crc64.Append(NvmeTables, nvme, block));
                var bytes = new byte[8];
                BinaryPrimitives.WriteUInt64BigEndian(bytes, nvme);
                return bytes;
            default:
                using (var hash = IncrementalHash.CreateHash(name == "sha1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256))
                {
                    content.ForEachBlock(0, content.Length, hash.AppendData);
                    return hash.GetHashAndReset();
                }
        }
    }

    private delegate uint Step(uint crc, ReadOnlySpan<byte> block);

    private static uint Fold(ObjectContent content, Step step)
    {
        var crc = uint.MaxValue;
        content.ForEachBlock(0, content.Length, block => crc = step(crc, block));
        return ~crc;
    }

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> block)
    {
        while (block.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(block));
            block = block[8..];
        }
        foreach (var value in block) crc = BitOperations.Crc32C(crc, value);
        return crc;
    }

    private static uint Crc32(uint crc, ReadOnlySpan<byte> block)
    {
        while (block.Length >= 4)
        {
            crc ^= BinaryPrimitives.ReadUInt32LittleEndian(block);
            crc = Crc32Table[(3 * 256) + (byte)crc] ^ Crc32Table[(2 * 256) + (byte)(crc >> 8)]
                ^ Crc32Table[256 + (byte)(crc >> 16)] ^ Crc32Table[crc >> 24];
            block = block[4..];
        }
        foreach (var value in block) crc = Crc32Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] BuildCrc32Table()
    {
        var table = new uint[4 * 256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ Crc32Polynomial : crc >> 1;
            table[i] = crc;
        }
        for (var i = 256; i < table.Length; i++) table[i] = table[(byte)table[i - 256]] ^ (table[i - 256] >> 8);
        return table;
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
