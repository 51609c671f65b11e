using BulkCopy.Emulator.Checksums;

namespace BulkCopy.Emulator.Storage;

/// <summary>Keeps bodies as arrays of 1 MiB.</summary>
internal sealed class MemoryContentStore : IContentStore
{
    private const int BlockSize = 1024 * 1024;

    public ObjectContent Keep(byte[] bytes, ulong crc64) => new BytesContent(bytes, crc64);

    public IContentWriter Begin() => new Writer();

    private sealed class Writer : IContentWriter
    {
        private readonly List<ObjectContent> blocks = [];
        private byte[] block = new byte[64 * 1024];
        private int used;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            while (!bytes.IsEmpty)
            {
                if (used == block.Length) Grow();
                var count = Math.Min(bytes.Length, block.Length - used);
                bytes[..count].CopyTo(block.AsMemory(used));
                used += count;
                bytes = bytes[count..];
            }
            return ValueTask.CompletedTask;
        }

        public ValueTask<ObjectContent> CompleteAsync(ulong crc64, CancellationToken cancellation)
        {
            var last = block.AsSpan(0, used).ToArray();
            if (blocks.Count == 0) return new(new BytesContent(last, crc64));
            if (used > 0) blocks.Add(new BytesContent(last, Crc64.Compute(last)));
            return new(new JoinedContent([.. blocks]));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Grow()
        {
            if (block.Length < BlockSize)
            {
                Array.Resize(ref block, block.Length * 4);
                return;
            }
            blocks.Add(new BytesContent(block, Crc64.Compute(block)));
            block = new byte[BlockSize];
            used = 0;
        }
    }
}
