using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace BulkCopy.Emulator.Storage;

/// <summary>Content in a file of the data directory, or a range of it. The file is never changed once it has its name.</summary>
internal sealed class FileContent : ObjectContent
{
    private const int BlockSize = 128 * 1024;

    public FileContent(string path, long start, long length, ulong? crc64) : base(length)
    {
        Path = path;
        Start = start;
        if (crc64 is { } known) Crc64 = known;
    }

    public string Path { get; }

    public long Start { get; }

    public override void ForEachBlock(long offset, long count, ReadOnlySpanAction visit)
    {
        using var file = Open();
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (count > 0)
            {
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)), Start + offset);
                if (read == 0) throw new EndOfStreamException($"{Path} ends before offset {Start + offset}");
                visit(buffer.AsSpan(0, read));
                offset += read;
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override async ValueTask WriteAsync(PipeWriter output, long offset, long count, CancellationToken cancellation)
    {
        using var file = Open();
        while (count > 0)
        {
            var memory = output.GetMemory(16 * 1024);
            if (memory.Length > count) memory = memory[..(int)count];
            var read = await RandomAccess.ReadAsync(file, memory, Start + offset, cancellation);
            if (read == 0) throw new EndOfStreamException($"{Path} ends before offset {Start + offset}");
            output.Advance(read);
            await output.FlushAsync(cancellation);
            offset += read;
            count -= read;
        }
    }

    protected override ObjectContent SliceCore(long offset, long count) => new FileContent(Path, Start + offset, count, null);

    private SafeFileHandle Open() => File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
