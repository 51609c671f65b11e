using System.Security.Cryptography;

namespace BulkCopy.Engine.Verification;

/// <summary>
/// The Merkle tree hash of RFC 6962, section 2.1, over SHA-256: a leaf is hashed behind the byte 0, a node behind the byte 1, so that neither can pass for the other.
/// Leaves are appended one by one; memory grows with the logarithm of their number.
/// </summary>
public sealed class MerkleTree
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    // The roots of the complete subtrees that the leaves so far consist of; one for each bit that is set in their number.
    private readonly byte[]?[] peaks = new byte[64][];

    /// <summary>Number of leaves.</summary>
    public long Count { get; private set; }

    /// <summary>Appends a leaf.</summary>
    public void Append(ReadOnlySpan<byte> leaf) => AppendHash(HashOfLeaf(leaf));

    /// <summary>Appends a leaf, or the root of a complete subtree, by its hash. All hashes of one tree must stand for equally many leaves but the last, which may stand for fewer.</summary>
    public void AppendHash(byte[] hash)
    {
        var level = 0;
        for (var count = Count; (count & 1) != 0; count >>= 1) hash = HashOfNode(peaks[level++]!, hash);
        peaks[level] = hash;
        Count++;
    }

    /// <summary>The hash over all leaves; that of no bytes if there are none.</summary>
    public byte[] Root()
    {
        byte[]? root = null;
        for (var level = 0; level < 63; level++)
            if ((Count >> level & 1) != 0) root = root is null ? peaks[level]! : HashOfNode(peaks[level]!, root);
        return root ?? SHA256.HashData([]);
    }

    /// <summary>SHA-256 of the byte 0 and the leaf.</summary>
    public static byte[] HashOfLeaf(ReadOnlySpan<byte> leaf)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(leaf);
        return hash.GetHashAndReset();
    }

    private static byte[] HashOfNode(byte[] left, byte[] right)
    {
        Span<byte> node = stackalloc byte[1 + (2 * HashBytes)];
        node[0] = 1;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + HashBytes)..]);
        return SHA256.HashData(node);
    }
}
