using System.IO.Pipelines;

namespace BulkCopy.Emulator.Storage;

/// <summary>Content in memory: a window onto an array that slices share.</summary>
internal sealed class BytesContent : ObjectContent
{
    private const int WriteBlock = 64 * 1024;
    private readonly byte[] bytes;
    private readonly int start;

    public BytesContent(byte[] bytes, ulong crc64) : base(bytes.Length)
    {
        this.bytes = bytes;
        Crc64 = crc64;
    }

    private BytesContent(byte[] bytes, int start, int count) : base(count)
    {
        this.bytes = bytes;
        this.start = start;
    }

    public static BytesContent Empty { get; } = new([], 0);

    public override void ForEachBlock(long offset, long count, ReadOnlySpanAction visit) =>
        visit(bytes.AsSpan(start + (int)offset, (int)count));

    public override async ValueTask WriteAsync(PipeWriter output, long offset, long count, CancellationToken cancellation)
    {
        var rest = bytes.AsMemory(start + (int)offset, (int)count);
        while (!rest.IsEmpty)
        {
            var block = rest[..Math.Min(rest.Length, WriteBlock)];
            await output.WriteAsync(block, cancellation);
            rest = rest[block.Length..];
        }
    }

    protected override ObjectContent SliceCore(long offset, long count) =>
        new BytesContent(bytes, start + (int)offset, (int)count);
}
