using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>The document that answers a copy, a part copy, or a completion.</summary>
internal readonly record struct CopyAnswer(string ETag, ulong? Crc64, DateTimeOffset? LastModified, string? VersionId, IReadOnlyList<KeyValuePair<string, string>> Checksums)
{
    /// <summary>False unless the document is whole, has one of the roots that a success has, and an ETag.</summary>
    public static bool TryRead(StoreResponse response, bool isCompletion, out CopyAnswer answer, bool mayLackETag = false)
    {
        var xml = new XmlScanner(response.Body);
        // BSC answers a part copy with CopyObjectResult.
        var isExpected = isCompletion ? xml.RootIs("CompleteMultipartUploadResult"u8) : xml.RootIs("CopyObjectResult"u8) || xml.RootIs("CopyPartResult"u8);
        string? etag = null, versionId = null;
        ulong? crc = null;
        DateTimeOffset? modified = null;
        List<KeyValuePair<string, string>>? checksums = null;
        while (isExpected && xml.NextChild(1))
        {
            var name = xml.Name;
            if (name.SequenceEqual("ETag"u8)) etag = StoreText.ETag(xml.Unquoted());
            else if (name.SequenceEqual("CRC64"u8)) crc = StoreText.Crc(xml.Text());
            else if (name.SequenceEqual("LastModified"u8)) modified = StoreText.Date(xml.Text());
            else if (name.SequenceEqual("VersionId"u8)) versionId = xml.Text();
            else if (name.StartsWith("Checksum"u8) && !name.SequenceEqual("ChecksumType"u8))
            {
                var algorithm = System.Text.Encoding.ASCII.GetString(name["Checksum"u8.Length..]).ToLowerInvariant();
                (checksums ??= []).Add(new(algorithm, xml.Text()));
            }
        }
        answer = new CopyAnswer(etag ?? "", crc, modified, string.IsNullOrEmpty(versionId) ? null : versionId, checksums is null ? [] : checksums);
        return isExpected && (etag is not null || mayLackETag) && xml.Complete;
    }
}
