using System.Text;

namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>Reads lines and data alternately from a body through one small buffer.</summary>
internal sealed class ChunkSource(Stream body)
{
    private readonly byte[] buffer = new byte[8192];
    private int start;
    private int end;

    /// <summary>A line without its line end; null when it is longer than the limit or the body ends inside it.</summary>
    public async ValueTask<string?> ReadLineAsync(int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            int lineFeed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (lineFeed > limit)
                return null;
            if (lineFeed >= 0)
                return TakeLine(lineFeed);
            if (end - start > limit || !await FillAsync(cancellationToken))
                return null;
        }
    }

    /// <summary>Reads at most the memory's length; zero at the end of the body.</summary>
    public async ValueTask<int> ReadDataAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (start == end)
            return await body.ReadAsync(destination, cancellationToken);
        int count = Math.Min(destination.Length, end - start);
        buffer.AsMemory(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    private string TakeLine(int lineFeed)
    {
        var line = buffer.AsSpan(start, lineFeed);
        start += lineFeed + 1;
        return Encoding.Latin1.GetString(line.EndsWith("\r"u8) ? line[..^1] : line);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        int read = await body.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += read;
        return read > 0;
    }
}
