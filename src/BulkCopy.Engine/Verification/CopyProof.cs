using System.Buffers;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

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

    /// <summary>Whether ETags that look like MD5s of the content are not the same. It proves that the contents differ where both are <see cref="HasMd5"/>.</summary>
    public static bool DifferByETag(string? source, string? copy) =>
        IsContentMd5(source) && IsContentMd5(copy) && !string.Equals(source, copy, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the ETag is certain to be the MD5 of the content: under a key of KMS or of the customer, and of what was appended to, it only looks like one.</summary>
    public static bool HasMd5(ObjectProperties properties) =>
        IsContentMd5(properties.ETag) && properties.Encryption?.Mode is null or EncryptionMode.StoreManaged
        && !string.Equals(properties.ObjectType, "Appendable", StringComparison.OrdinalIgnoreCase);
}
