using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Uploads;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Checksums;

namespace BulkCopy.Engine.Relaying;

/// <summary>
/// Digests of a whole object as its bytes passed through the worker. A relayed copy is proved when both the source's own digest
/// and the destination's agree with what passed.
/// </summary>
/// <param name="ETag">MD5 of the whole; <c>null</c> if it passed in several parts.</param>
/// <param name="PartsETag">What S3 makes of the parts' MD5s; <c>null</c> where they are not known.</param>
/// <param name="Crc64">CRC-64/XZ of the whole; <c>null</c> if a part's is not known.</param>
internal sealed record RelayProof(string? ETag, string? PartsETag, ulong? Crc64)
{
    /// <summary>Of an object that passed in one request.</summary>
    /// <param name="passed">Its digests.</param>
    /// <param name="buffer">Where it is held.</param>
    /// <param name="sourceLayout">The source's own parts, if it has some.</param>
    public static RelayProof Of(RelayDigest passed, RelayStream buffer, PartLayout? sourceLayout) =>
        new(passed.ETag, sourceLayout is { } layout ? MultipartETag.Compute([.. buffer.PartMd5s(layout.PartSizeBytes)]) : null, passed.Crc64);

    /// <summary>Of an object that passed in parts, as the ledger has them.</summary>
    public static RelayProof Of(ManifestEntry entry, UploadRecord upload, IReadOnlyList<PartOutcome> parts)
    {
        var layout = new PartLayout(entry.Size, upload.PartSizeBytes);
        var md5s = parts.All(part => CopyProof.IsContentMd5(part.ETag)) ? parts.Select(part => Convert.FromHexString(part.ETag)).ToArray() : null;
        ulong? crc = parts.Count == layout.Count ? 0 : null;
        foreach (var part in parts)
            crc = crc is { } before && part.Crc64 is { } next ? ObjectStores.Checksums.Crc64.Combine(before, next, layout.Range(part.PartNumber).Length) : null;
        return new(md5s is [var only] ? Convert.ToHexStringLower(only) : null, md5s is null ? null : MultipartETag.Compute(md5s), crc);
    }

    /// <summary>Whether what was read is certainly not the object that the store describes.</summary>
    public bool Refutes(ObjectProperties source) => source.Crc64 is { } crc
        ? crc != Crc64
        : CopyProof.HasMd5(source) && CopyProof.DifferByETag(source.ETag, ETag);

    /// <summary>Compares what passed with what both stores say of their objects.</summary>
    /// <param name="context">The run.</param>
    /// <param name="entry">The source as it was listed.</param>
    /// <param name="sourceCrc64">CRC-64/XZ that the source's store tells.</param>
    /// <param name="etag">ETag of the copy.</param>
    /// <param name="crc64">CRC-64/XZ that the destination tells of the copy.</param>
    /// <param name="copyHasMd5">Whether the copy's ETag is certain to be the MD5 of its content.</param>
    public Comparison Judge(RunContext context, ManifestEntry entry, ulong? sourceCrc64, string? etag, ulong? crc64, bool copyHasMd5)
    {
        var read = Side(entry.ETag, sourceCrc64, context.SourceOf(entry).Store.Dialect);
        var written = Side(etag, crc64, context.Destination.Dialect);
        if (!written.Differs && written.Proof == Proof.None && copyHasMd5 && CopyProof.DifferByETag(ETag, etag))
            return Comparison.Different($"what was sent has MD5 {ETag}, and the destination tells ETag {etag}");
        if (read.Differs) return Comparison.Different($"what was read has CRC-64 {Crc64}, and the source's store tells {sourceCrc64}");
        if (written.Differs) return Comparison.Different($"what was sent has CRC-64 {Crc64}, and the destination tells {crc64}");
        return (read.Proof, written.Proof) switch
        {
            (Proof.None, _) or (_, Proof.None) => new(Proof.SizeOnly),
            var (one, other) when one == other => new(one),
            _ => new(Proof.Checksum),
        };
    }

    private (Proof Proof, bool Differs) Side(string? etag, ulong? crc64, Dialect dialect)
    {
        if (crc64 is not null && Crc64 is not null) return (Proof.Crc64, crc64 != Crc64);
        if (Same(etag, ETag) || (dialect.MultipartETagFollowsParts && Same(etag, PartsETag))) return (Proof.ETag, false);
        return (Proof.None, false);
    }

    private static bool Same(string? a, string? b) => a is not null && string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
