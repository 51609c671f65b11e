using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Throttling;

/// <summary>A stream that is read no faster than the gates let its bytes pass. Who reads it slowly holds the sender back.</summary>
internal sealed class ThrottledStream(Stream inner, IReadOnlyList<FlowGate> gates) : ForwardStream
{
    private const int MostAtOnce = 128 << 10;

    public override long Length => inner.Length;
    public override long Position => inner.Position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer.Length > MostAtOnce ? buffer[..MostAtOnce] : buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0)
            foreach (var gate in gates) await gate.TakeBytesAsync(read, cancellationToken).ConfigureAwait(false);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
