using System.Security.Cryptography;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>The last step of everything that writes an object, and the headers that its answer carries.</summary>
internal static class ObjectCommit
{
    public static EmulatorError? Commit(Bucket bucket, string key, ObjectVersion version, WriteCondition condition)
    {
        lock (bucket.Gate)
        {
            if (bucket.IsDeleted) return Refusals.NoSuchBucket;
            if (condition.Check(bucket, key) is { } error) return error;
            bucket.Put(key, version);
            return null;
        }
    }

    /// <summary>MD5 where the encryption lets it show; else sixteen bytes that only look like it.</summary>
    public static EntityTag TagOf(byte[] md5, Encryption? encryption, int parts = 0)
    {
        if (encryption is null || encryption.KeepsMd5ETag) return EntityTag.FromHash(md5, parts);
        Span<byte> hidden = stackalloc byte[16];
        RandomNumberGenerator.Fill(hidden);
        return EntityTag.FromHash(hidden, parts);
    }

    public static string QuotedTag(DialectProfile profile, EntityTag tag) => $"\"{tag.ToText(profile.ETagUpperCase)}\"";

    /// <summary>The version id an answer to a write carries; null when it carries none.</summary>
    public static string? VersionIdOf(DialectProfile profile, Bucket bucket, ObjectVersion version) => bucket.Versioning switch
    {
        Versioning.Unset => null,
        Versioning.Enabled => VersionIds.Format(profile, version),
        _ => profile.SendsNullVersionId ? VersionIds.Null : null,
    };

    public static Answer AddEncryption(Answer answer, DialectProfile profile, Encryption? encryption)
    {
        if (encryption is null) return answer;
        var names = profile.Headers;
        if (encryption.HasCustomerKey)
            return answer.With(names.CustomerAlgorithm, "AES256").With(names.CustomerKeyMd5, encryption.CustomerKeyMd5);
        return answer.With(names.Encryption, encryption.Algorithm).With(names.KmsKeyId, encryption.KmsKeyId)
            .With("x-oss-server-side-data-encryption", encryption.DataAlgorithm);
    }

    public static string CrcText(ObjectContent content) => content.Crc64.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
