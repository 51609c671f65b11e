using System.IO.Pipelines;

namespace BulkCopy.Emulator.Storage;

/// <summary>Contents one behind the other, by reference: what a completed multipart upload is made of.</summary>
internal sealed class JoinedContent : ObjectContent
{
    private readonly ObjectContent[] parts;
    private readonly long[] ends;

    public JoinedContent(ObjectContent[] parts) : base(parts.Sum(part => part.Length))
    {
        this.parts = parts;
        ends = new long[parts.Length];
        long end = 0;
        for (var i = 0; i < parts.Length; i++) ends[i] = end += parts[i].Length;
    }

    public IReadOnlyList<ObjectContent> Parts => parts;

    public override bool IsSynthetic => Length > GeneratedContent.LargestHashed && parts.Any(part => part is GeneratedContent || part.IsSynthetic);

    public override void ForEachBlock(long offset, long count, ReadOnlySpanAction visit)
    {
        foreach (var (part, from, length) in Ranges(offset, count)) part.ForEachBlock(from, length, visit);
    }

    public override async ValueTask WriteAsync(PipeWriter output, long offset, long count, CancellationToken cancellation)
    {
        foreach (var (part, from, length) in Ranges(offset, count)) await part.WriteAsync(output, from, length, cancellation);
    }

    public override ulong ComputeCrc64(long offset, long count)
    {
        ulong crc = 0;
        foreach (var (part, from, length) in Ranges(offset, count))
        {
            var next = from == 0 && length == part.Length ? part.Crc64 : part.ComputeCrc64(from, length);
            crc = Checksums.Crc64.Combine(crc, next, length);
        }
        return crc;
    }

    protected override ObjectContent SliceCore(long offset, long count)
    {
        var slices = Ranges(offset, count).Select(range => range.Part.Slice(range.From, range.Length)).ToArray();
        return slices.Length == 1 ? slices[0] : new JoinedContent(slices);
    }

    private IEnumerable<(ObjectContent Part, long From, long Length)> Ranges(long offset, long count)
    {
        var index = Array.BinarySearch(ends, offset);
        index = index >= 0 ? index + 1 : ~index;
        while (count > 0)
        {
            var part = parts[index];
            var from = offset - (ends[index] - part.Length);
            var length = Math.Min(count, part.Length - from);
            if (length > 0) yield return (part, from, length);
            offset += length;
            count -= length;
            index++;
        }
    }
}
