using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Relaying;

/// <summary>A stream that is sent as it is read, too large to be held; its digests are known at its end.</summary>
internal sealed class DigestingStream(Stream inner) : ForwardStream
{
    private readonly RelayDigests digests = new();

    public override long Length => inner.Length;
    public override long Position => inner.Position;

    /// <summary>Digests of everything read; ends them.</summary>
    public RelayDigest Finish() => digests.Finish();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        digests.Append(buffer.Span[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) digests.Dispose();
        base.Dispose(disposing);
    }
}
