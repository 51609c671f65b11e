using System.Globalization;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Verification;

/// <summary>Compares two objects by what HEAD tells of them.</summary>
internal static class HeadComparison
{
    /// <summary>Compares.</summary>
    /// <param name="pair">What was expected.</param>
    /// <param name="source">The source; <c>null</c> if it cannot be asked about any more.</param>
    /// <param name="copy">The copy.</param>
    /// <param name="multipartCounts">Whether equal multipart ETags prove equality.</param>
    /// <param name="defaultClass">The class that an object has whose class is not told.</param>
    public static Comparison Of(ObjectPair pair, ObjectProperties? source, ObjectProperties copy, bool multipartCounts, string defaultClass)
    {
        if (copy.Size != pair.Size) return Comparison.Different(string.Create(CultureInfo.InvariantCulture, $"it has {copy.Size} bytes, its source {pair.Size}"));
        if (pair.CopyETag is { } told && !Same(told, copy.ETag)) return Comparison.Different($"its ETag is {copy.ETag}, not {told} as when it was made: somebody else has overwritten it");
        if (pair.StorageClass is { } wanted && !Same(wanted, copy.StorageClass ?? defaultClass)) return Comparison.Different($"it is in class {copy.StorageClass ?? defaultClass}, not in {wanted}");
        if (source is not null && pair.Metadata is { } metadata && MetadataDifference(metadata(source.Headers.Metadata), copy.Headers.Metadata) is { } other) return Comparison.Different(other);
        return Digests(pair, source, copy, multipartCounts);
    }

    private static Comparison Digests(ObjectPair pair, ObjectProperties? source, ObjectProperties copy, bool multipartCounts)
    {
        if ((source?.Crc64 ?? pair.SourceCrc64) is { } a && copy.Crc64 is { } b)
            return a == b ? new(Proof.Crc64) : Comparison.Different(string.Create(CultureInfo.InvariantCulture, $"its CRC-64 is {b}, its source's {a}"));
        var etag = source?.ETag ?? pair.SourceETag;
        if (CopyProof.ByETag(etag, copy.ETag, multipartCounts) is Proof.ETag) return new(Proof.ETag);
        if (source is null) return new(Proof.SizeOnly);
        foreach (var (algorithm, value) in source.Checksums)
        {
            if (copy.Checksums.FirstOrDefault(checksum => checksum.Key == algorithm).Value is not { } copied) continue;
            if (value == copied) return new(Proof.Checksum);
            // Checksums of parts (…-N) differ with the layout.
            if (!value.Contains('-', StringComparison.Ordinal) && !copied.Contains('-', StringComparison.Ordinal)) return Comparison.Different($"its checksum {algorithm} is {copied}, its source's {value}");
        }
        return CopyProof.HasMd5(source) && CopyProof.HasMd5(copy) && CopyProof.DifferByETag(source.ETag, copy.ETag)
            ? Comparison.Different($"its ETag is {copy.ETag}, its source's {etag}")
            : new(Proof.SizeOnly);
    }

    private static string? MetadataDifference(IReadOnlyList<KeyValuePair<string, string>> wanted, IReadOnlyList<KeyValuePair<string, string>> found)
    {
        foreach (var (name, value) in wanted)
        {
            var there = found.FirstOrDefault(pair => Same(pair.Key, name));
            if (there.Key is null) return $"it lacks the metadata '{name}'";
            if (there.Value != value) return $"its metadata '{name}' is '{there.Value}', not '{value}'";
        }
        foreach (var (name, _) in found)
            if (!wanted.Any(pair => Same(pair.Key, name))) return $"it has the metadata '{name}', which it should not have";
        return null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
