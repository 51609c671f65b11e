using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace BulkCopy.Emulator.Storage;

/// <summary>
/// Content of any size that is never stored: a pseudo-random block of 64 KiB, chosen by a seed, repeated.
/// Its CRC-64 needs a few table look-ups for any range; its MD5 is remembered per (seed, phase, length).
/// </summary>
internal sealed class GeneratedContent(int seed, long start, long length) : ObjectContent(length)
{
    public const int BlockSize = 64 * 1024;

    /// <summary>Above this length the MD5 of the whole content is not computed for an answer.</summary>
    public const long LargestHashed = 64L * 1024 * 1024;

    private const int RememberedBlocks = 256;
    private const int RememberedHashes = 4096;
    private static readonly ConcurrentDictionary<int, Pattern> Patterns = new();
    private static readonly ConcurrentDictionary<(int Seed, int Phase, long Length), byte[]> Hashes = new();

    public int Seed => seed;

    public long Start => start;

    public override bool IsSynthetic => Length > LargestHashed;

    public override byte[] ComputeMd5()
    {
        if (Length <= BlockSize) return base.ComputeMd5();
        var identity = (seed, (int)(start % BlockSize), Length);
        if (Hashes.TryGetValue(identity, out var known)) return known;
        var hash = base.ComputeMd5();
        if (Hashes.Count >= RememberedHashes) Hashes.Clear();
        Hashes[identity] = hash;
        return hash;
    }

    public override void ForEachBlock(long offset, long count, ReadOnlySpanAction visit)
    {
        var pattern = PatternOf(seed);
        var position = start + offset;
        while (count > 0)
        {
            var phase = (int)(position % BlockSize);
            var size = (int)Math.Min(BlockSize - phase, count);
            visit(pattern.Bytes.AsSpan(phase, size));
            position += size;
            count -= size;
        }
    }

    public override async ValueTask WriteAsync(PipeWriter output, long offset, long count, CancellationToken cancellation)
    {
        var pattern = PatternOf(seed);
        var position = start + offset;
        while (count > 0)
        {
            var phase = (int)(position % BlockSize);
            var size = (int)Math.Min(BlockSize - phase, count);
            await output.WriteAsync(pattern.Bytes.AsMemory(phase, size), cancellation);
            position += size;
            count -= size;
        }
    }

    public override ulong ComputeCrc64(long offset, long count)
    {
        var pattern = PatternOf(seed);
        var phase = (int)((start + offset) % BlockSize);
        if (phase + count <= BlockSize) return Checksums.Crc64.Compute(pattern.Bytes.AsSpan(phase, (int)count));
        var head = phase == 0 ? 0 : BlockSize - phase;
        var crc = Checksums.Crc64.Compute(pattern.Bytes.AsSpan(phase, head));
        var whole = (count - head) / BlockSize;
        crc = Checksums.Crc64.Combine(crc, Checksums.Crc64.Repeat(pattern.Crc64, BlockSize, whole), whole * BlockSize);
        var tail = (int)((count - head) % BlockSize);
        return Checksums.Crc64.Combine(crc, Checksums.Crc64.Compute(pattern.Bytes.AsSpan(0, tail)), tail);
    }

    protected override ObjectContent SliceCore(long offset, long count) => new GeneratedContent(seed, start + offset, count);

    private static Pattern PatternOf(int seed)
    {
        if (Patterns.TryGetValue(seed, out var known)) return known;
        if (Patterns.Count >= RememberedBlocks) Patterns.Clear();
        return Patterns.GetOrAdd(seed, static seed => new Pattern(seed));
    }

    private sealed class Pattern
    {
        public Pattern(int seed)
        {
            // xorshift64*: the same bytes on every machine and in every run.
            var state = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) + 0xD1B54A32D192ED03;
            var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(Bytes.AsSpan());
            for (var i = 0; i < words.Length; i++)
            {
                state ^= state >> 12;
                state ^= state << 25;
                state ^= state >> 27;
                words[i] = state * 0x2545F4914F6CDD1D;
            }
            Crc64 = Checksums.Crc64.Compute(Bytes);
        }

        public byte[] Bytes { get; } = new byte[BlockSize];

        public ulong Crc64 { get; }
    }
}
