using BulkCopy.Emulator.Signatures.Payloads;

namespace BulkCopy.Emulator.Tests.Signatures.Payloads;

/// <summary>Hands over at most so many bytes at a time, as a network does.</summary>
internal sealed class TricklingStream(byte[] content, int atMost) : ReadOnlyStream
{
    private int position;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(Math.Min(buffer.Length, atMost), content.Length - position);
        content.AsMemory(position, count).CopyTo(buffer);
        position += count;
        return ValueTask.FromResult(count);
    }
}
