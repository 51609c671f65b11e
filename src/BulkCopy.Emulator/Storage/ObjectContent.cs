using System.IO.Pipelines;
using System.Security.Cryptography;

namespace BulkCopy.Emulator.Storage;

/// <summary>Immutable bytes of an object or a part. Copies share it; ranges of it are slices by reference.</summary>
internal abstract class ObjectContent(long length)
{
    private ulong crc64;
    private volatile bool crc64Known;

    public long Length { get; } = length;

    /// <summary>CRC-64/XZ of the whole content, computed once.</summary>
    public ulong Crc64
    {
        get
        {
            if (crc64Known) return crc64;
            crc64 = ComputeCrc64(0, Length);
            crc64Known = true;
            return crc64;
        }
        protected init
        {
            crc64 = value;
            crc64Known = true;
        }
    }

    /// <summary>Whether MD5 of the content is too costly to be computed for an answer.</summary>
    public virtual bool IsSynthetic => false;

    public ObjectContent Slice(long offset, long count) =>
        offset == 0 && count == Length ? this : SliceCore(offset, count);

    /// <summary>The 16 bytes of the MD5 of the content.</summary>
    public virtual byte[] ComputeMd5()
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        ForEachBlock(0, Length, md5.AppendData);
        return md5.GetHashAndReset();
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        var filled = 0;
        ForEachBlock(0, Length, block =>
        {
            block.CopyTo(bytes.AsSpan(filled));
            filled += block.Length;
        });
        return bytes;
    }

    /// <summary>Hands the range to <paramref name="visit"/> block by block.</summary>
    public abstract void ForEachBlock(long offset, long count, ReadOnlySpanAction visit);

    /// <summary>Writes the range to <paramref name="output"/>, flushing as it goes.</summary>
    public abstract ValueTask WriteAsync(PipeWriter output, long offset, long count, CancellationToken cancellation);

    protected abstract ObjectContent SliceCore(long offset, long count);

    public virtual ulong ComputeCrc64(long offset, long count)
    {
        ulong crc = 0;
        ForEachBlock(offset, count, block => crc = Checksums.Crc64.Append(crc, block));
        return crc;
    }
}

/// <summary>Receives one block of a content.</summary>
internal delegate void ReadOnlySpanAction(ReadOnlySpan<byte> block);
