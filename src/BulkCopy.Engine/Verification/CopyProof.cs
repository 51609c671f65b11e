using System.Buffers;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Verification;

/// <summary>Compares digests of a copy with those of its source. A digest proves equality only if both sides have it.</summary>
public static class CopyProof
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether an ETag is the MD5 of the content: 32 hexadecimal digits without a part count.</summary>
    public static bool IsContentMd5(string? etag) => etag is { Length: 32 } && !etag.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>Whether an ETag was made from parts (<c>…-N</c>).</summary>
    public static bool IsMultipart(string? etag) => etag is not null && etag.LastIndexOf('-') is > 0 and var dash && int.TryParse(etag.AsSpan(dash + 1), out _);

    /// <summary>Equal ETags that are digests of the content. Stores differ in letter case.</summary>
    /// <param name="source">ETag of the source.</param>
    /// <param name="copy">ETag of the copy.</param>
    /// <param name="multipartCounts">Whether equal multipart ETags prove equality too.</param>
    public static Proof ByETag(string? source, string? copy, bool multipartCounts) =>
        string.Equals(source, copy, StringComparison.OrdinalIgnoreCase) && (IsContentMd5(source) || (multipartCounts && IsMultipart(source)))
            ? Proof.ETag
            : Proof.None;
}
