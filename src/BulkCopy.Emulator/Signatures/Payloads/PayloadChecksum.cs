using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>One of the additional checksums of S3, computed while bytes pass.</summary>
internal sealed class PayloadChecksum : IDisposable
{
    private static readonly (string Header, ChecksumAlgorithm Algorithm)[] Known =
    [
        ("x-amz-checksum-crc32", ChecksumAlgorithm.Crc32),
        ("x-amz-checksum-crc32c", ChecksumAlgorithm.Crc32C),
        ("x-amz-checksum-crc64nvme", ChecksumAlgorithm.Crc64Nvme),
        ("x-amz-checksum-sha1", ChecksumAlgorithm.Sha1),
        ("x-amz-checksum-sha256", ChecksumAlgorithm.Sha256),
    ];

    private readonly ReflectedCrc? table;
    private readonly IncrementalHash? hash;
    private ulong crc;

    public PayloadChecksum(ChecksumAlgorithm algorithm)
    {
        Algorithm = algorithm;
        table = algorithm switch
        {
            ChecksumAlgorithm.Crc32 => ReflectedCrc.Crc32,
            ChecksumAlgorithm.Crc32C => ReflectedCrc.Crc32C,
            ChecksumAlgorithm.Crc64Nvme => ReflectedCrc.Crc64Nvme,
            _ => null,
        };
        if (table is null)
            hash = IncrementalHash.CreateHash(algorithm == ChecksumAlgorithm.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
    }

    public ChecksumAlgorithm Algorithm { get; }

    public string HeaderName => Array.Find(Known, entry => entry.Algorithm == Algorithm).Header;

    /// <summary>Length in bytes of a value of this algorithm.</summary>
    public int SizeInBytes => Algorithm switch
    {
        ChecksumAlgorithm.Crc64Nvme => 8,
        ChecksumAlgorithm.Sha1 => SHA1.HashSizeInBytes,
        ChecksumAlgorithm.Sha256 => SHA256.HashSizeInBytes,
        _ => 4,
    };

    public static bool TryParseHeaderName(string name, out ChecksumAlgorithm algorithm)
    {
        foreach (var entry in Known)
        {
            algorithm = entry.Algorithm;
            if (entry.Header.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        algorithm = default;
        return false;
    }

    /// <summary>The checksum that the request's headers promise, if any.</summary>
    public static bool TryFindPromised(IHeaderDictionary headers, out ChecksumAlgorithm algorithm, out string value)
    {
        foreach (var entry in Known)
        {
            if (headers.TryGetValue(entry.Header, out var values))
            {
                (algorithm, value) = (entry.Algorithm, values.ToString());
                return true;
            }
        }

        (algorithm, value) = (default, "");
        return false;
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        if (hash is not null)
            hash.AppendData(data);
        else
            crc = table!.Append(crc, data);
    }

    /// <summary>The value as headers carry it: base64 of the big-endian bytes.</summary>
    public string ToBase64()
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        var value = bytes[..SizeInBytes];
        if (hash is not null)
            hash.GetCurrentHash(value);
        else if (SizeInBytes == 8)
            BinaryPrimitives.WriteUInt64BigEndian(value, crc);
        else
            BinaryPrimitives.WriteUInt32BigEndian(value, (uint)crc);
        return Convert.ToBase64String(value);
    }

    /// <summary>Null when the promised value is the one computed.</summary>
    public RejectedRequest? Check(string promised)
    {
        Span<byte> decoded = stackalloc byte[64];
        if (promised.Length > 64 || !Convert.TryFromBase64String(promised, decoded, out int length) || length != SizeInBytes)
            return PayloadRejections.InvalidChecksum(HeaderName);
        return promised == ToBase64() ? null : PayloadRejections.ChecksumMismatch(Algorithm);
    }

    public void Dispose() => hash?.Dispose();
}
