using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Persistence;

/// <summary>Keeps larger bodies as files: written under a temporary name, flushed to the disk, then renamed. Small ones live in the journal.</summary>
internal sealed class DiskContentStore(string directory) : IContentStore
{
    public ObjectContent Keep(byte[] bytes, ulong crc64) => new BytesContent(bytes, crc64);

    public IContentWriter Begin() => new Writer(directory);

    private sealed class Writer : IContentWriter
    {
        private readonly string name;
        private readonly string temporary;
        private readonly FileStream stream;
        private bool completed;

        public Writer(string directory)
        {
            name = Path.Combine(directory, Guid.NewGuid().ToString("N"));
            temporary = name + ".part";
            stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => await stream.WriteAsync(bytes, cancellation);

        public async ValueTask<ObjectContent> CompleteAsync(ulong crc64, CancellationToken cancellation)
        {
            var length = stream.Length;
            stream.Flush(flushToDisk: true);
            await stream.DisposeAsync();
            File.Move(temporary, name);
            completed = true;
            return new FileContent(name, 0, length, crc64);
        }

        public async ValueTask DisposeAsync()
        {
            if (completed) return;
            await stream.DisposeAsync();
            File.Delete(temporary);
        }
    }
}
