using System.Buffers;
using System.Net;

namespace BulkCopy.ObjectStores.Http;

/// <summary>
/// The body of a request. Even an empty one is an object of its own: a request without content would be sent a second time
/// by SocketsHttpHandler when a kept connection breaks before the answer, which a copy must never be.
/// </summary>
internal sealed class RequestContent(StoreRequest request, AttemptTimeout timeout) : HttpContent
{
    private const int BlockBytes = 128 * 1024;

    protected override bool TryComputeLength(out long length)
    {
        length = request.Content is null ? request.Body.Length : request.ContentLength;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        request.Content is not null ? CopyAsync(request.Content, stream, cancellationToken)
        : request.Body.IsEmpty ? Task.CompletedTask
        : stream.WriteAsync(request.Body, cancellationToken).AsTask();

    private async Task CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (var left = request.ContentLength; left > 0;)
            {
                var read = await source.ReadAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), cancellationToken).ConfigureAwait(false);
                if (read == 0) throw new ContentEndedException(request.ContentLength, left);
                await target.WriteAsync(block.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                left -= read;
                timeout.Extend();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}

/// <summary>The content that was to be sent ended before its announced length; the request was broken off.</summary>
internal sealed class ContentEndedException(long length, long missing)
    : IOException($"the content ended {missing} bytes before its announced length of {length}");
