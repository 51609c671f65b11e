using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Verification;

/// <summary>
/// The Merkle trees of a completion report: one over all its lines in order, cut into blocks so that a difference can be named by position, and one over its verified lines.
/// A leaf is the line's fields in order, each as its length in bytes (four, big-endian) and its text in UTF-8; what is unknown is empty.
/// </summary>
public sealed class ReportTree
{
    /// <summary>Most blocks of a certificate; with up to so many lines every line is a block of its own.</summary>
    public const int MostBlocks = 1 << 16;

    private readonly int blockLines;
    private readonly (int Final, int Proof, int Size) places;
    private readonly MerkleTree lines = new();
    private readonly MerkleTree verified = new();
    private readonly List<byte[]> blocks = [];
    private readonly ArrayBufferWriter<byte> leaf = new(512);
    private MerkleTree block = new();

    /// <summary>An empty tree.</summary>
    /// <param name="columns">Names of the fields; among them final, proof and size.</param>
    /// <param name="blockLines">Lines of a block, a power of two.</param>
    public ReportTree(IReadOnlyList<string> columns, int blockLines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockLines, 1);
        if ((blockLines & (blockLines - 1)) != 0) throw new ArgumentException("A block has a power of two of lines.", nameof(blockLines));
        this.blockLines = blockLines;
        var names = columns.ToList();
        places = (names.IndexOf("final"), names.IndexOf("proof"), names.IndexOf("size"));
        if (places is not ( >= 0, >= 0, >= 0)) throw new ArgumentException("A line tells whether it is final, its proof and its size.", nameof(columns));
    }

    /// <summary>Lines so far.</summary>
    public long Lines => lines.Count;

    /// <summary>Verified lines so far: final, and proved equal by more than size.</summary>
    public long Verified => verified.Count;

    /// <summary>Their size, bytes.</summary>
    public long VerifiedBytes { get; private set; }

    /// <summary>Lines of a block so that a report of so many lines has at most <see cref="MostBlocks"/>.</summary>
    public static int BlockLinesFor(long lines)
    {
        var size = 1;
        while ((lines + size - 1) / size > MostBlocks) size *= 2;
        return size;
    }

    /// <summary>Appends a line.</summary>
    public void Append(IReadOnlyList<string> fields)
    {
        leaf.ResetWrittenCount();
        foreach (var field in fields) Write(field);
        var hash = MerkleTree.HashOfLeaf(leaf.WrittenSpan);
        lines.AppendHash(hash);
        block.AppendHash(hash);
        if (block.Count == blockLines) EndBlock();
        if (!IsVerified(fields)) return;
        verified.AppendHash(hash);
        VerifiedBytes += long.TryParse(fields[places.Size], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;
    }

    /// <summary>The hash over all lines.</summary>
    public string Root() => Convert.ToHexStringLower(lines.Root());

    /// <summary>The hash over the verified lines.</summary>
    public string VerifiedRoot() => Convert.ToHexStringLower(verified.Root());

    /// <summary>The hashes of the blocks; the last may be shorter. Call it once, after the last line.</summary>
    public IReadOnlyList<string> Blocks()
    {
        if (block.Count > 0) EndBlock();
        return blocks.ConvertAll(Convert.ToHexStringLower);
    }

    /// <summary>The hash over all lines, from the hashes of their blocks.</summary>
    public static string RootOf(IReadOnlyList<string> blocks)
    {
        var tree = new MerkleTree();
        foreach (var hash in blocks) tree.AppendHash(Convert.FromHexString(hash));
        return Convert.ToHexStringLower(tree.Root());
    }

    /// <summary>Whether a line speaks of a verified object.</summary>
    public bool IsVerified(IReadOnlyList<string> fields) =>
        fields[places.Final] == "true" && fields[places.Proof] is nameof(Proof.ETag) or nameof(Proof.Crc64) or nameof(Proof.Checksum) or nameof(Proof.Content) or nameof(Proof.DeleteMarker);

    private void EndBlock()
    {
        blocks.Add(block.Root());
        block = new MerkleTree();
    }

    private void Write(string field)
    {
        var length = Encoding.UTF8.GetByteCount(field);
        BinaryPrimitives.WriteInt32BigEndian(leaf.GetSpan(4), length);
        leaf.Advance(4);
        leaf.Advance(Encoding.UTF8.GetBytes(field, leaf.GetSpan(length)));
    }
}
