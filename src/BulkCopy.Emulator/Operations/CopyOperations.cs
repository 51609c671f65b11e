using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Checksums;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>PUT Object - Copy. The new version shares the source's content.</summary>
internal sealed class CopyOperations(BucketAccess access, SourceReader sources)
{
    public Answer Copy(EmulatorRequest request)
    {
        var profile = request.Profile;
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        if (request.Body.Length > 0) return Refusals.InvalidRequest("A copy takes no body.");
        if (sources.Open(request, bucket).Failed(out error, out var found)) return error;
        if (Directive(request, profile.Headers.MetadataDirective, profile.CopyDirective, profile.ReplaceDirective, out var replaces) is { } badDirective) return badDirective;
        // OSS replaces the metadata of an object copied onto itself whatever the directive says (CopyObject).
        replaces |= profile.Dialect == EmulatorDialect.Oss && ReferenceEquals(bucket, found.Bucket) && found.Source.Key == request.Key;
        if (WriteCondition.Read(request, out var condition) is { } badCondition) return badCondition;
        if (AttributeReader.ReadClass(profile, request.Http.Request.Headers, bucket, out var storageClass) is { } badClass) return badClass;
        if (CopyRules.CheckClasses(profile, found.Version.StorageClass, storageClass) is { } badConversion) return badConversion;
        if (found.Version.Content.Length > profile.SimpleCopyLimit) return CopyRules.TooLarge(profile);
        if (Attributes(request, found.Version, replaces).Failed(out error, out var attributes)) return error;
        if (CopyRules.CheckSameObject(request, bucket, found, replaces, storageClass, attributes) is { } illegal) return illegal;
        var version = new ObjectVersion(found.Version.Content, attributes, request.AccountId ?? bucket.Owner)
        {
            ETag = CopyRules.TagOfCopy(found.Version, attributes.Encryption), StorageClass = storageClass, LastModified = request.Now,
        };
        if (ObjectCommit.Commit(bucket, request.Key!, version, condition) is { } refused) return refused;
        return Copied(request, bucket, version, found);
    }

    private static Outcome<ObjectAttributes> Attributes(EmulatorRequest request, ObjectVersion source, bool replacesMetadata)
    {
        var profile = request.Profile;
        var headers = request.Http.Request.Headers;
        if (AttributeReader.Read(profile, headers).Failed(out var error, out var given)) return error;
        if (TagsDirective(request, out var replacesTags) is { } bad) return bad;
        var metadata = replacesMetadata ? given with { SymlinkTarget = source.Attributes.SymlinkTarget } : source.Attributes.MetadataOnly();
        var algorithm = request.Header("x-amz-checksum-algorithm")?.ToLowerInvariant();
        if (algorithm is not null && !S3Checksum.IsKnown(algorithm)) return Refusals.InvalidRequest("Checksum algorithm provided is unsupported.");
        var keepsChecksum = algorithm is null && source.Attributes.ChecksumType == "FULL_OBJECT";
        return metadata with
        {
            Tags = replacesTags ? given.Tags : source.Attributes.Tags,
            Acl = given.Acl,
            Encryption = given.Encryption,
            Checksums = keepsChecksum ? source.Attributes.Checksums
                : algorithm is null ? []
                : [new(algorithm, S3Checksum.Compute(algorithm, source.Content))],
            ChecksumType = keepsChecksum || algorithm is not null ? "FULL_OBJECT" : null,
        };
    }

    private static EmulatorError? TagsDirective(EmulatorRequest request, out bool replaces)
    {
        var profile = request.Profile;
        var name = profile.Headers.TaggingDirective;
        if (profile.Dialect != EmulatorDialect.Oss) return Directive(request, name, profile.CopyTags, profile.ReplaceTags, out replaces);
        var value = request.Header(name);
        replaces = profile.ReplaceTags.Equals(value, StringComparison.OrdinalIgnoreCase);
        return value is null || replaces || profile.CopyTags.Equals(value, StringComparison.OrdinalIgnoreCase)
            ? null
            : Refusals.InvalidArgument("Unknown tag directive.");
    }

    private static EmulatorError? Directive(EmulatorRequest request, string name, string copy, string replace, out bool replaces)
    {
        var value = request.Header(name);
        replaces = value == replace;
        return value is null || replaces || value == copy
            ? null
            : Refusals.InvalidArgument(name.EndsWith("tagging-directive", StringComparison.Ordinal) ? "Unknown tag directive." : "Unknown metadata directive.");
    }

    private static Answer Copied(EmulatorRequest request, Bucket bucket, ObjectVersion version, FoundSource found)
    {
        var profile = request.Profile;
        var versionId = ObjectCommit.VersionIdOf(profile, bucket, version);
        var body = new XmlBody("CopyObjectResult", profile.XmlNamespace);
        body.Element("LastModified", CopyRules.DateText(profile.CopyDate, version.LastModified));
        body.Element("ETag", ObjectCommit.QuotedTag(profile, version.ETag));
        if (profile.CopyBodyHasCrcAndVersion)
            body.Element("CRC64", ObjectCommit.CrcText(version.Content)).Optional("VersionId", versionId);
        WriteChecksums(body, version.Attributes);
        var answer = Answer.Xml(body.Close("CopyObjectResult"));
        answer.IsChunked = profile.ChunkedCopyAnswer;
        if (!profile.CopyBodyHasCrcAndVersion) answer.With(profile.Headers.VersionId, versionId);
        if (profile.Dialect == EmulatorDialect.Oss)
            answer.With("ETag", ObjectCommit.QuotedTag(profile, version.ETag)).With(profile.Headers.Crc64, ObjectCommit.CrcText(version.Content));
        answer.With(profile.Headers.CopySourceVersionId, found.VersionIdHeader(profile));
        return ObjectCommit.AddEncryption(answer, profile, version.Attributes.Encryption);
    }

    private static void WriteChecksums(XmlBody body, ObjectAttributes attributes)
    {
        foreach (var (name, value) in attributes.Checksums) body.Element("Checksum" + name.ToUpperInvariant(), value);
        if (attributes.Checksums.Length > 0) body.Optional("ChecksumType", attributes.ChecksumType);
    }
}
