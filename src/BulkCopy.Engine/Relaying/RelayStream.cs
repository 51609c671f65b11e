using System.Security.Cryptography;
using BulkCopy.ObjectStores.Checksums;

namespace BulkCopy.Engine.Relaying;

/// <summary>Bytes on their way from one store to another. Filled once, with their digests; then a stream that can be sent again.</summary>
public sealed class RelayStream : Stream
{
    private readonly RelayMemory memory;
    private byte[][] blocks;
    private long length;
    private long position;

    internal RelayStream(RelayMemory memory, byte[][] blocks) => (this.memory, this.blocks) = (memory, blocks);

    /// <inheritdoc/>
    public override bool CanRead => true;
    /// <inheritdoc/>
    public override bool CanSeek => true;
    /// <inheritdoc/>
    public override bool CanWrite => false;
    /// <inheritdoc/>
    public override long Length => length;
    /// <inheritdoc/>
    public override long Position { get => position; set => position = value; }

    /// <summary>Reads exactly <paramref name="bytes"/> from a stream in place of what was there, and computes their digests on the way.</summary>
    /// <exception cref="EndOfStreamException">The stream is shorter.</exception>
    public async Task<RelayDigest> FillAsync(Stream source, long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (long)blocks.Length * RelayMemory.BlockBytes);
        using var digests = new RelayDigests();
        for (long filled = 0; filled < bytes;)
        {
            var block = Block(filled, bytes);
            await source.ReadExactlyAsync(block, cancellationToken).ConfigureAwait(false);
            digests.Append(block.Span);
            filled += block.Length;
        }
        (length, position) = (bytes, 0);
        return digests.Finish();
    }

    /// <summary>MD5 of each part, where what is held is cut into parts of this size.</summary>
    public IReadOnlyList<byte[]> PartMd5s(long partBytes)
    {
        var parts = new List<byte[]>();
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (long at = 0; at < length;)
        {
            var end = Math.Min(length, (parts.Count + 1) * partBytes);
            var block = Block(at, end);
            md5.AppendData(block.Span);
            at += block.Length;
            if (at == end) parts.Add(md5.GetHashAndReset());
        }
        return parts;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (position >= length) return 0;
        var block = Block(position, length).Span;
        var count = Math.Min(block.Length, buffer.Length);
        block[..count].CopyTo(buffer);
        position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        position = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => position, _ => length });

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    internal byte[][] Release()
    {
        var mine = Interlocked.Exchange(ref blocks, []);
        length = 0;
        return mine;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) memory.Return(Release());
        base.Dispose(disposing);
    }

    /// <summary>The rest of the block at a place, at most to <paramref name="end"/>.</summary>
    private Memory<byte> Block(long at, long end)
    {
        var within = (int)(at % RelayMemory.BlockBytes);
        var count = (int)Math.Min(RelayMemory.BlockBytes - within, end - at);
        return blocks[(int)(at / RelayMemory.BlockBytes)].AsMemory(within, count);
    }
}
