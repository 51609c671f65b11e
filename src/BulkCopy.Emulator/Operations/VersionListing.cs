using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>ListObjectVersions.</summary>
internal sealed class VersionListing(BucketAccess access)
{
    public Answer List(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        if (ListQuery.Read(request, "max-keys").Failed(out error, out var query)) return error;
        var keyMarker = request.Query.Find("key-marker") ?? "";
        var versionMarker = request.Query.Find("version-id-marker") ?? "";
        VersionReference? after = null;
        if (versionMarker.Length > 0)
        {
            if (keyMarker.Length == 0) return Refusals.InvalidArgument("A version-id marker cannot be specified without a key marker.");
            if (!VersionIds.TryParse(request.Profile, versionMarker, out var reference)) return Refusals.InvalidArgument("Invalid version id specified");
            after = reference;
        }
        ListPage page;
        lock (bucket.Gate) page = ListPage.OfVersions(bucket, query.Prefix, query.Delimiter, keyMarker, after, query.Maximum);
        var body = new XmlBody("ListVersionsResult", request.Profile.XmlNamespace, 512 + (page.Entries.Count * 360));
        body.Element("Name", request.Bucket).Element("Prefix", query.Encoder.Encode(query.Prefix))
            .Element("KeyMarker", query.Encoder.Encode(keyMarker)).Element("VersionIdMarker", versionMarker).Element("MaxKeys", query.Maximum);
        if (query.Encoder.IsOn) body.Element("EncodingType", "url");
        if (query.Delimiter is { } delimiter) body.Element("Delimiter", query.Encoder.Encode(delimiter));
        body.Element("IsTruncated", page.IsTruncated);
        if (page.IsTruncated) WriteNext(body, request, query, page);
        WriteEntries(body, request, bucket, query, page);
        return Answer.Xml(body.Close("ListVersionsResult")).With(request.Profile.Headers.BucketRegion, bucket.Region);
    }

    private static void WriteNext(XmlBody body, EmulatorRequest request, ListQuery query, ListPage page)
    {
        var last = page.Entries[^1];
        body.Element("NextKeyMarker", query.Encoder.Encode(last.Name));
        if (last.Version is { } version) body.Element("NextVersionIdMarker", VersionIds.Format(request.Profile, version));
    }

    private static void WriteEntries(XmlBody body, EmulatorRequest request, Bucket bucket, ListQuery query, ListPage page)
    {
        foreach (var entry in page.Entries)
        {
            if (entry.Version is not { } version) continue;
            var element = version.IsDeleteMarker ? "DeleteMarker" : "Version";
            body.Open(element).Element("Key", query.Encoder.Encode(entry.Name))
                .Element("VersionId", bucket.Versioning == Versioning.Unset ? request.Profile.UnversionedId : VersionIds.Format(request.Profile, version))
                .Element("IsLatest", entry.IsLatest);
            if (version.IsDeleteMarker) body.Element("LastModified", HttpDates.Milliseconds(version.LastModified));
            else ListingOperations.WriteObject(body, request, version);
            BucketOperations.WriteOwner(body, "Owner", version.Owner);
            body.Close(element);
        }
        ListingOperations.WritePrefixes(body, query, page);
    }
}
