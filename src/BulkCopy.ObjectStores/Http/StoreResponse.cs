using System.Buffers;
using System.Net.Http.Headers;

namespace BulkCopy.ObjectStores.Http;

/// <summary>An answer with its body read into a rented buffer, unless it is streamed.</summary>
internal sealed class StoreResponse(HttpResponseMessage message) : IDisposable
{
    private byte[]? rented;
    private int length;

    public int Status { get; } = (int)message.StatusCode;

    public HttpResponseMessage Message { get; } = message;

    public ReadOnlySpan<byte> Body => rented.AsSpan(0, length);

    /// <summary>The value of a header, repeated ones joined; <c>null</c> if it is missing.</summary>
    public string? Header(string name) =>
        Message.Headers.NonValidated.TryGetValues(name, out var values) || Message.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? values.ToString() : null;

    /// <summary>All headers.</summary>
    public IEnumerable<KeyValuePair<string, HeaderStringValues>> Headers() =>
        Message.Headers.NonValidated.Concat(Message.Content.Headers.NonValidated);

    /// <summary>Reads the body; false if it is larger than allowed.</summary>
    public async ValueTask<bool> ReadBodyAsync(int limit, CancellationToken cancellationToken)
    {
        var announced = Message.Content.Headers.ContentLength;
        if (announced > limit) return false;
        if (announced == 0) return true;
        var content = await Message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            rented = ArrayPool<byte>.Shared.Rent((int)(announced ?? 2048) + 1);
            while (true)
            {
                if (length == rented.Length) Grow();
                var read = await content.ReadAsync(rented.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0) return announced is null || length == announced;
                length += read;
                if (length > limit) return false;
            }
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(rented!.Length * 2);
        rented.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(rented);
        rented = larger;
    }

    public void Dispose()
    {
        Message.Dispose();
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        rented = null;
        length = 0;
    }
}
