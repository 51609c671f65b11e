using System.Globalization;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>The headers that describe an object on GET and HEAD.</summary>
internal static class ObjectHeaders
{
    public static void Add(Answer answer, EmulatorRequest request, Bucket bucket, ObjectVersion version)
    {
        var profile = request.Profile;
        var names = profile.Headers;
        var attributes = version.Attributes;
        answer.ContentType = request.Query.Find("response-content-type") ?? attributes.ContentType ?? DefaultType(profile.Dialect);
        answer.With("ETag", ObjectCommit.QuotedTag(profile, version.ETag))
            .With("Last-Modified", HttpDates.Rfc1123(version.LastModified))
            .With("Accept-Ranges", "bytes");
        if (profile.HasCrc64) answer.With(names.Crc64, ObjectCommit.CrcText(version.Content));
        if (bucket.Versioning != Versioning.Unset) answer.With(names.VersionId, VersionIds.Format(profile, version));
        var storageClass = profile.StorageClasses[version.StorageClass];
        if (!profile.OmitsDefaultClass || version.StorageClass != 0) answer.With(names.StorageClass, storageClass);
        if (profile.Dialect == EmulatorDialect.Cos && storageClass.EndsWith("INTELLIGENT_TIERING", StringComparison.Ordinal))
            answer.With("x-cos-storage-tier", "FREQUENT");
        AddType(answer, request, version);
        AddMetadata(answer, request, attributes);
        ObjectCommit.AddEncryption(answer, profile, attributes.Encryption);
        if (attributes.Tags.Length > 0) answer.With(names.TaggingCount, attributes.Tags.Length.ToString(CultureInfo.InvariantCulture));
        if (attributes.Restore is { } restore) AddRestore(answer, request, restore);
        // A range is not what the checksum covers; the SDKs would compare them.
        if (answer.Status != 206 && request.Header("x-amz-checksum-mode") == "ENABLED") AddChecksums(answer, attributes);
    }

    private static void AddType(Answer answer, EmulatorRequest request, ObjectVersion version)
    {
        var dialect = request.Profile.Dialect;
        if (dialect == EmulatorDialect.S3) return;
        var attributes = version.Attributes;
        if (dialect == EmulatorDialect.Cos) answer.With("x-cos-object-type", attributes.IsAppendable ? "appendable" : "normal");
        else answer.With("x-oss-object-type", TypeOf(version));
        if (attributes.IsAppendable)
            answer.With(request.Profile.Headers.NextAppendPosition, version.Content.Length.ToString(CultureInfo.InvariantCulture));
        if (dialect == EmulatorDialect.Oss && version.ETag.Parts == 0 && !attributes.IsAppendable && !version.Content.IsSynthetic && attributes.Encryption is null)
        {
            Span<byte> hash = stackalloc byte[16];
            version.ETag.WriteHash(hash);
            answer.With("Content-MD5", Convert.ToBase64String(hash));
        }
    }

    /// <summary>OSS's name for how an object came to be.</summary>
    public static string TypeOf(ObjectVersion version) =>
        version.Attributes.SymlinkTarget is not null ? "Symlink"
        : version.Attributes.IsAppendable ? "Appendable"
        : version.ETag.Parts > 0 ? "Multipart"
        : "Normal";

    private static void AddMetadata(Answer answer, EmulatorRequest request, ObjectAttributes attributes)
    {
        var query = request.Query;
        answer.With("Cache-Control", query.Find("response-cache-control") ?? attributes.CacheControl)
            .With("Content-Disposition", query.Find("response-content-disposition") ?? attributes.ContentDisposition)
            .With("Content-Encoding", query.Find("response-content-encoding") ?? attributes.ContentEncoding)
            .With("Content-Language", query.Find("response-content-language") ?? attributes.ContentLanguage)
            .With("Expires", query.Find("response-expires") ?? attributes.Expires)
            .With("x-amz-website-redirect-location", attributes.WebsiteRedirect);
        foreach (var (name, value) in attributes.Metadata) answer.With(request.Profile.Headers.Meta + name, value);
    }

    private static void AddRestore(Answer answer, EmulatorRequest request, RestoredCopy restore)
    {
        var name = request.Profile.Headers.Restore;
        if (restore.IsOngoing(request.Now))
        {
            answer.With(name, "ongoing-request=\"true\"");
            if (request.Profile.Dialect == EmulatorDialect.Cos)
                answer.With("x-cos-restore-status", $"tier=\"{restore.Tier.ToLowerInvariant()}\"; request-date=\"{HttpDates.Rfc1123(restore.RequestedAt)}\"");
        }
        else if (restore.IsReadable(request.Now))
        {
            answer.With(name, $"ongoing-request=\"false\", expiry-date=\"{HttpDates.Rfc1123(restore.ExpiresAt)}\"");
        }
    }

    private static void AddChecksums(Answer answer, ObjectAttributes attributes)
    {
        foreach (var (name, value) in attributes.Checksums) answer.With("x-amz-checksum-" + name, value);
        if (attributes.Checksums.Length > 0) answer.With("x-amz-checksum-type", attributes.ChecksumType);
    }

    private static string DefaultType(EmulatorDialect dialect) =>
        dialect == EmulatorDialect.S3 ? "binary/octet-stream" : "application/octet-stream";
}
