using System.IO.Compression;
using System.Security.Cryptography;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>
/// Decompresses gzip and notices when its end is missing, which <see cref="GZipStream"/> takes for the end: a member with a secret is put behind it,
/// and what is decompressed must end with that secret.
/// </summary>
internal sealed class WholeGzipStream : ForwardStream
{
    private const int SecretBytes = 16;

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(SecretBytes);
    private readonly byte[] held = new byte[SecretBytes + (64 << 10)];
    private readonly GZipStream inner;
    private int count;
    private bool ended;

    public WholeGzipStream(Stream packed)
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(secret);
        inner = new GZipStream(new Followed(packed, member.ToArray()), CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">It is no gzip, or damaged, or its end is missing.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (count <= SecretBytes && !ended)
        {
            var read = await inner.ReadAsync(held.AsMemory(count), cancellationToken).ConfigureAwait(false);
            (count, ended) = (count + read, read == 0);
        }
        // The last bytes in hand may be the secret.
        var taken = Math.Min(buffer.Length, count - SecretBytes);
        if (taken <= 0 && !held.AsSpan(0, count).SequenceEqual(secret)) throw new InvalidDataException("the end of the gzipped data is missing");
        if (taken <= 0) return 0;
        held.AsSpan(0, taken).CopyTo(buffer.Span);
        held.AsSpan(taken, count - taken).CopyTo(held);
        count -= taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A stream, and then some bytes.</summary>
    private sealed class Followed(Stream first, byte[] last) : ForwardStream
    {
        private int at;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (at == 0 && await first.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read) return read;
            var taken = Math.Min(buffer.Length, last.Length - at);
            last.AsSpan(at, taken).CopyTo(buffer.Span);
            at += taken;
            return taken;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) first.Dispose();
            base.Dispose(disposing);
        }
    }
}
