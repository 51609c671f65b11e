using System.Security.Cryptography;

namespace BulkCopy.ObjectStores.Checksums;

/// <summary>
/// The ETag of a multipart upload as AWS, MinIO and Ceph make it: MD5 of the parts' MD5s, a hyphen, the number of parts.
/// COS and OSS have the same form with other content: theirs cannot be computed.
/// </summary>
public static class MultipartETag
{
    /// <summary>Computes the ETag, without quotes.</summary>
    /// <param name="partHashes">The MD5 of each part (16 bytes), in order of part number.</param>
    public static string Compute(IReadOnlyCollection<byte[]> partHashes)
    {
        ArgumentNullException.ThrowIfNull(partHashes);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var hash in partHashes) md5.AppendData(hash);
        return $"{Convert.ToHexStringLower(md5.GetHashAndReset())}-{partHashes.Count}";
    }
}
