using System.Security.Cryptography;
using System.Text;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>The ETag of an object made of parts. OSS hashes the joined upper-case hex texts, S3 the joined binary hashes; COS calls its value opaque.</summary>
internal static class MultipartTag
{
    public static EntityTag Of(EmulatorDialect dialect, EntityTag[] parts)
    {
        if (dialect == EmulatorDialect.Oss)
        {
            var texts = string.Concat(parts.Select(part => part.ToText(upperCase: true)));
            return EntityTag.FromHash(MD5.HashData(Encoding.ASCII.GetBytes(texts)), parts.Length);
        }
        var joined = new byte[parts.Length * 16];
        for (var i = 0; i < parts.Length; i++) parts[i].WriteHash(joined.AsSpan(i * 16));
        return EntityTag.FromHash(MD5.HashData(joined), parts.Length);
    }
}
