using System.Security.Cryptography;
using BulkCopy.ObjectStores.Checksums;

namespace BulkCopy.Engine.Relaying;

/// <summary>Digests of bytes that passed through the worker.</summary>
/// <param name="Crc64">CRC-64/XZ.</param>
/// <param name="Md5">MD5, 16 bytes.</param>
public readonly record struct RelayDigest(ulong Crc64, byte[] Md5)
{
    /// <summary>The MD5 as an ETag spells it.</summary>
    public string ETag => Convert.ToHexStringLower(Md5);
}

/// <summary>Computes <see cref="RelayDigest"/> on the way.</summary>
internal sealed class RelayDigests : IDisposable
{
    private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private Crc64 crc;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        crc.Append(bytes);
        md5.AppendData(bytes);
    }

    public RelayDigest Finish() => new(crc.Value, md5.GetHashAndReset());

    public void Dispose() => md5.Dispose();
}
