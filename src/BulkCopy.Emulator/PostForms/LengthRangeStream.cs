using BulkCopy.Emulator.Signatures.Payloads;

namespace BulkCopy.Emulator.PostForms;

/// <summary>Passes a file through as long as its length stays inside what the policy and the dialect allow.</summary>
internal sealed class LengthRangeStream(Stream inner, LengthRange range, EmulatorDialect dialect) : ReadOnlyStream
{
    private long total;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        total += read;
        if (total > range.Max)
            throw new PayloadException(PostRejections.TooLarge(dialect, range.Max));
        if (read == 0 && !buffer.IsEmpty && total < range.Min)
            throw new PayloadException(PostRejections.TooSmall(dialect, range.Min));
        return read;
    }
}
