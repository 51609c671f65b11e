using System.Globalization;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Checksums;

/// <summary>The S3 checksum of a completed upload: over the whole object, or over the parts' checksums with a part count.</summary>
internal static class MultipartChecksum
{
    public static KeyValuePair<string, string>? Of(MultipartUpload upload, UploadedPart[] parts)
    {
        if (upload.ChecksumAlgorithm is not { } algorithm) return null;
        if (upload.ChecksumType == "FULL_OBJECT")
            return new(algorithm, S3Checksum.Compute(algorithm, new JoinedContent([.. parts.Select(part => part.Content)])));
        var joined = new List<byte>();
        foreach (var part in parts)
        {
            var known = part.Checksum is { } sent && sent.Key == algorithm ? sent.Value : S3Checksum.Compute(algorithm, part.Content);
            joined.AddRange(Convert.FromBase64String(known));
        }
        var composite = S3Checksum.Compute(algorithm, new BytesContent([.. joined], 0));
        return new(algorithm, string.Create(CultureInfo.InvariantCulture, $"{composite}-{parts.Length}"));
    }
}
