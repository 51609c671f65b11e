using System.Buffers;
using System.Net;
using System.Text;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// A body in <c>aws-chunked</c> encoding whose chunks are signed while they are sent. Can be sent once, as its signer
/// signs each chunk once; its length is known beforehand.
/// </summary>
public sealed class ChunkSignedContent : HttpContent
{
    /// <summary>The usual size of a chunk in bytes.</summary>
    public const int DefaultChunkSizeBytes = 64 * 1024;

    private readonly Stream _body;
    private readonly long _bodyLength;
    private readonly int _chunkSize;
    private readonly ChunkSigner _signer;

    /// <summary>Creates the content.</summary>
    /// <param name="body">The body, read from its position on; stays the caller's.</param>
    /// <param name="bodyLength">Its length in bytes.</param>
    /// <param name="signer">What <see cref="S3V4Signer.SignChunked"/> returned for this request.</param>
    /// <param name="chunkSizeBytes">The size of each chunk but the last; S3 wants at least 8 KiB. Default 64 KiB.</param>
    public ChunkSignedContent(Stream body, long bodyLength, ChunkSigner signer, int chunkSizeBytes = DefaultChunkSizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bodyLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSizeBytes, 8 * 1024);
        _body = body;
        _bodyLength = bodyLength;
        _signer = signer;
        _chunkSize = chunkSizeBytes;
    }

    /// <summary>The <c>Content-Length</c> of a body of that length in <c>aws-chunked</c> encoding.</summary>
    public static long EncodedLength(long bodyLength, int chunkSizeBytes = DefaultChunkSizeBytes)
    {
        var (full, rest) = Math.DivRem(bodyLength, chunkSizeBytes);
        return full * FrameLength(chunkSizeBytes) + (rest > 0 ? FrameLength((int)rest) : 0) + FrameLength(0);
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = EncodedLength(_bodyLength, _chunkSize);
        return true;
    }

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(_chunkSize, Math.Max(_bodyLength, 1)));
        try
        {
            for (var left = _bodyLength; left > 0;)
            {
                var chunk = buffer.AsMemory(0, (int)Math.Min(left, _chunkSize));
                await _body.ReadExactlyAsync(chunk, cancellationToken).ConfigureAwait(false);
                await WriteAsync(stream, chunk, cancellationToken).ConfigureAwait(false);
                left -= chunk.Length;
            }
            await WriteAsync(stream, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        var head = Encoding.ASCII.GetBytes($"{chunk.Length:x};chunk-signature={_signer.Sign(chunk.Span)}\r\n");
        await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    private static long FrameLength(int size)
    {
        var digits = 1;
        for (var rest = size >> 4; rest > 0; rest >>= 4) digits++;
        return digits + ";chunk-signature=".Length + V4Scope.SignatureLength + size + 4;
    }
}
