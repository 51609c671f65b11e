using BulkCopy.Emulator.Signatures.Payloads;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Checksums;

/// <summary>The additional checksums of S3 over contents that are already here; names as in the header suffix.</summary>
internal static class S3Checksum
{
    private const string Prefix = "x-amz-checksum-";

    public static string NameOf(PayloadChecksum checksum) => checksum.HeaderName[Prefix.Length..];

    public static bool IsKnown(string name) => PayloadChecksum.TryParseHeaderName(Prefix + name, out _);

    /// <summary>Base64 of the big-endian bytes.</summary>
    public static string Compute(string name, ObjectContent content)
    {
        if (!PayloadChecksum.TryParseHeaderName(Prefix + name, out var algorithm)) throw new ArgumentException($"{name} is no checksum of S3.", nameof(name));
        using var checksum = new PayloadChecksum(algorithm);
        content.ForEachBlock(0, content.Length, checksum.Append);
        return checksum.ToBase64();
    }
}
