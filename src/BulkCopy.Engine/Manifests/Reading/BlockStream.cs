using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>Reads a manifest forward, block by block: no connection stays open while rows are worked on.</summary>
internal sealed class BlockStream(ManifestBytes bytes, long offset) : ForwardStream
{
    /// <summary>Bytes per request.</summary>
    public const int BlockBytes = 1 << 20;

    private readonly byte[] block = new byte[BlockBytes];
    private long position = offset;
    private int next;
    private int count;

    public override long Length => bytes.Length;
    public override long Position => position - (count - next);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!await FillAsync(cancellationToken).ConfigureAwait(false)) return 0;
        var taken = Math.Min(buffer.Length, count - next);
        block.AsSpan(next, taken).CopyTo(buffer.Span);
        next += taken;
        return taken;
    }

    /// <summary>What comes next, without taking it; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken) =>
        await FillAsync(cancellationToken).ConfigureAwait(false) ? block.AsMemory(next, count - next) : default;

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (next < count) return true;
        var wanted = (int)Math.Min(BlockBytes, bytes.Length - position);
        if (wanted <= 0) return false;
        // Only what was read counts: after an error the same block is asked for again.
        await bytes.ReadAsync(position, block.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
        (next, count, position) = (0, wanted, position + wanted);
        return true;
    }
}
