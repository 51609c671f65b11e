using System.Buffers;
using System.Globalization;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Checksums;

namespace BulkCopy.Engine.Verification;

/// <summary>
/// Reads two objects and compares their bytes, range by range, with two buffers of memory. Every range is pinned: to a version, or to the ETag that HEAD told.
/// A range whose reading breaks is read again.
/// </summary>
internal sealed class ContentComparison(RunContext context)
{
    private const long RangeBytes = 64L << 20;
    private const int BufferBytes = 128 << 10;

    /// <summary>Compares the bytes, and their CRC-64 with what both stores tell of it.</summary>
    public async Task<Comparison> CompareAsync(ObjectPair pair, ObjectProperties source, ObjectProperties copy, CancellationToken cancellationToken)
    {
        var crc = new Crc64();
        for (var first = 0L; first < pair.Size; first += RangeBytes)
        {
            var range = new ByteRange(first, Math.Min(first + RangeBytes, pair.Size) - 1);
            var before = crc;
            var ofSource = false;
            var compared = await context.CallAsync(context.DestinationGate, async token =>
            {
                (var result, ofSource) = await CompareAsync(pair.From.Store,
                    pair.Source with { Range = range, IfMatch = source.ETag }, pair.Copy with { Range = range, IfMatch = copy.ETag }, before, token).ConfigureAwait(false);
                return result;
            }, cancellationToken).ConfigureAwait(false);
            if (!compared.Succeeded) return Comparison.Failed(compared.Error, ofSource);
            if (compared.Value.DiffersAt is { } at) return Comparison.Different(string.Create(CultureInfo.InvariantCulture, $"byte {first + at} is not the same"));
            crc = compared.Value.Crc;
        }
        foreach (var told in new[] { source.Crc64, copy.Crc64 })
            if (told is { } value && value != crc.Value)
                return Comparison.Different(string.Create(CultureInfo.InvariantCulture, $"the bytes read have CRC-64 {crc.Value}, and the store tells {value}"));
        return new(Proof.Content);
    }

    private async Task<(StoreResult<RangeResult> Result, bool OfSource)> CompareAsync(
        IObjectStore from, ReadObjectRequest source, ReadObjectRequest copy, Crc64 crc, CancellationToken cancellationToken)
    {
        var left = await from.GetObjectAsync(source, cancellationToken).ConfigureAwait(false);
        if (!left.Succeeded) return (new(left.Error), true);
        using var a = left.Value;
        var right = await context.Destination.GetObjectAsync(copy, cancellationToken).ConfigureAwait(false);
        if (!right.Succeeded) return (new(right.Error), false);
        using var b = right.Value;
        if (a.Length != source.Range!.Value.Length || b.Length != a.Length)
            return (new(Broken(copy, $"{source.Range.Value.Length} bytes were asked for; the source gives {a.Length}, the copy {b.Length}")), false);
        try
        {
            return (new(await CompareAsync(a, b, crc, cancellationToken).ConfigureAwait(false)), false);
        }
        catch (IOException broken)
        {
            return (new(Broken(copy, broken.Message)), false);
        }
    }

    private static async Task<RangeResult> CompareAsync(OpenObject source, OpenObject copy, Crc64 crc, CancellationToken cancellationToken)
    {
        var (a, b) = (ArrayPool<byte>.Shared.Rent(BufferBytes), ArrayPool<byte>.Shared.Rent(BufferBytes));
        try
        {
            for (var at = 0L; at < source.Length;)
            {
                var count = (int)Math.Min(BufferBytes, source.Length - at);
                await source.Content.ReadExactlyAsync(a.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                await copy.Content.ReadExactlyAsync(b.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                var same = a.AsSpan(0, count).CommonPrefixLength(b.AsSpan(0, count));
                if (same < count) return new(at + same, crc);
                crc.Append(a.AsSpan(0, count));
                at += count;
            }
            return new(null, crc);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(a);
            ArrayPool<byte>.Shared.Return(b);
        }
    }

    private static StoreError Broken(ReadObjectRequest copy, string message) => new()
    {
        Code = StoreErrorCode.InvalidResponse,
        Operation = "Compare contents",
        Message = message,
        Resource = $"{copy.Bucket}/{copy.Key}",
    };

    private readonly record struct RangeResult(long? DiffersAt, Crc64 Crc);
}
