using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>GetObjectAttributes of S3.</summary>
internal sealed class AttributesOperation(BucketAccess access)
{
    public Answer Get(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (ObjectLookup.Find(request, bucket).Failed(out error, out var version)) return error;
        if (!BucketAccess.IsAllowed(request, bucket, version, Permissions.Read)) return Refusals.AccessDenied;
        if (EncryptionReader.CheckRead(request.Profile, request.Http.Request.Headers, version, asSource: false) is { } wrongKey) return wrongKey;
        var wanted = request.Header("x-amz-object-attributes") ?? "";
        var body = new XmlBody("GetObjectAttributesResponse", request.Profile.XmlNamespace);
        if (Wants(wanted, "ETag")) body.Element("ETag", version.ETag.ToText(upperCase: false));
        if (Wants(wanted, "Checksum") && version.Attributes.Checksums.Length > 0)
        {
            body.Open("Checksum");
            foreach (var (name, value) in version.Attributes.Checksums) body.Element("Checksum" + name.ToUpperInvariant(), value);
            body.Optional("ChecksumType", version.Attributes.ChecksumType).Close("Checksum");
        }
        if (Wants(wanted, "ObjectParts") && version.ETag.Parts > 0)
            body.Open("ObjectParts").Element("TotalPartsCount", version.ETag.Parts).Close("ObjectParts");
        if (Wants(wanted, "StorageClass")) body.Element("StorageClass", request.Profile.StorageClasses[version.StorageClass]);
        if (Wants(wanted, "ObjectSize")) body.Element("ObjectSize", version.Content.Length);
        return Answer.Xml(body.Close("GetObjectAttributesResponse")).With("Last-Modified", HttpDates.Rfc1123(version.LastModified))
            .With(request.Profile.Headers.VersionId, bucket.Versioning == Versioning.Unset ? null : VersionIds.Format(request.Profile, version));
    }

    private static bool Wants(string wanted, string name)
    {
        foreach (var range in wanted.AsSpan().Split(','))
        {
            if (wanted.AsSpan()[range].Trim().SequenceEqual(name)) return true;
        }
        return false;
    }
}
