namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>Passes bytes through and, at the end, throws <see cref="PayloadException"/> when a promise was not kept.</summary>
internal sealed class CheckedStream(Stream inner, IReadOnlyList<IBodyCheck> checks) : ReadOnlyStream
{
    private bool ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ended || buffer.IsEmpty)
            return 0;
        int read = await inner.ReadAsync(buffer, cancellationToken);
        foreach (var check in checks)
            check.Append(buffer.Span[..read]);
        if (read == 0)
            Complete();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var check in checks)
            check.Dispose();
        base.Dispose(disposing);
    }

    private void Complete()
    {
        ended = true;
        foreach (var check in checks)
        {
            if (check.Complete() is { } broken)
                throw new PayloadException(broken);
        }
    }
}
