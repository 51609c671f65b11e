using System.Buffers.Text;
using System.Text;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>ListObjects v1 and v2.</summary>
internal sealed class ListingOperations(BucketAccess access)
{
    public Answer List(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        if (ListQuery.Read(request, "max-keys").Failed(out error, out var query)) return error;
        var marker = request.Query.Find("marker") ?? "";
        ListPage page;
        lock (bucket.Gate) page = ListPage.OfObjects(bucket, query.Prefix, query.Delimiter, marker, query.Maximum);
        var body = Begin(request, query, page);
        body.Element("Marker", query.Encoder.Encode(marker));
        var profile = request.Profile;
        if (page.IsTruncated && (!profile.NextMarkerOnlyWithDelimiter || query.Delimiter is not null))
            body.Element("NextMarker", query.Encoder.Encode(page.LastName));
        WriteEntries(body, request, query, page, profile.ListsOwnerAlways || profile.Dialect == EmulatorDialect.S3 || profile.Dialect == EmulatorDialect.Oss);
        return Answer.Xml(body.Close("ListBucketResult")).With(profile.Dialect == EmulatorDialect.Oss ? "x-oss-bucket-region" : profile.Headers.BucketRegion, bucket.Region);
    }

    public Answer ListV2(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        if (ListQuery.Read(request, "max-keys").Failed(out error, out var query)) return error;
        var startAfter = request.Query.Find("start-after");
        var token = request.Query.Find("continuation-token");
        var after = startAfter ?? "";
        if (token is not null && !TryReadToken(token, out after)) return Refusals.InvalidArgument("The continuation token provided is incorrect");
        ListPage page;
        lock (bucket.Gate) page = ListPage.OfObjects(bucket, query.Prefix, query.Delimiter, after, query.Maximum);
        var body = Begin(request, query, page).Element("KeyCount", page.Entries.Count);
        body.Optional("StartAfter", startAfter is null ? null : query.Encoder.Encode(startAfter)).Optional("ContinuationToken", token);
        if (page.IsTruncated) body.Element("NextContinuationToken", WriteToken(page.LastName));
        WriteEntries(body, request, query, page, request.Query.Find("fetch-owner") == "true");
        return Answer.Xml(body.Close("ListBucketResult")).With(request.Profile.Headers.BucketRegion, bucket.Region);
    }

    private static XmlBody Begin(EmulatorRequest request, ListQuery query, ListPage page)
    {
        var body = new XmlBody("ListBucketResult", request.Profile.XmlNamespace, 512 + (page.Entries.Count * 320));
        body.Element("Name", request.Bucket).Element("Prefix", query.Encoder.Encode(query.Prefix)).Element("MaxKeys", query.Maximum);
        if (query.Encoder.IsOn) body.Element("EncodingType", "url");
        if (query.Delimiter is { } delimiter) body.Element("Delimiter", query.Encoder.Encode(delimiter));
        return body.Element("IsTruncated", page.IsTruncated);
    }

    private static void WriteEntries(XmlBody body, EmulatorRequest request, ListQuery query, ListPage page, bool withOwner)
    {
        foreach (var entry in page.Entries)
        {
            if (entry.Version is not { } version) continue;
            body.Open("Contents").Element("Key", query.Encoder.Encode(entry.Name));
            WriteObject(body, request, version);
            if (withOwner) BucketOperations.WriteOwner(body, "Owner", version.Owner);
            WriteRestore(body, request, version);
            body.Close("Contents");
        }
        WritePrefixes(body, query, page);
    }

    public static void WritePrefixes(XmlBody body, ListQuery query, ListPage page)
    {
        foreach (var entry in page.Entries)
        {
            if (entry.IsPrefix) body.Open("CommonPrefixes").Element("Prefix", query.Encoder.Encode(entry.Name)).Close("CommonPrefixes");
        }
    }

    /// <summary>What object and version lists say alike.</summary>
    public static void WriteObject(XmlBody body, EmulatorRequest request, ObjectVersion version)
    {
        var profile = request.Profile;
        body.Element("LastModified", HttpDates.Milliseconds(version.LastModified)).Element("ETag", ObjectCommit.QuotedTag(profile, version.ETag));
        if (profile.Dialect == EmulatorDialect.Oss) body.Element("Type", ObjectHeaders.TypeOf(version));
        if (version.Attributes.Checksums.Length > 0)
        {
            foreach (var (name, _) in version.Attributes.Checksums) body.Element("ChecksumAlgorithm", name.ToUpperInvariant());
            body.Optional("ChecksumType", version.Attributes.ChecksumType);
        }
        body.Element("Size", version.Content.Length).Element("StorageClass", profile.StorageClasses[version.StorageClass]);
    }

    private static void WriteRestore(XmlBody body, EmulatorRequest request, ObjectVersion version)
    {
        if (version.Attributes.Restore is not { } restore) return;
        var ongoing = restore.IsOngoing(request.Now);
        if (!ongoing && !restore.IsReadable(request.Now)) return;
        switch (request.Profile.Dialect)
        {
            case EmulatorDialect.Cos:
                body.Element("RestoreStatus", ongoing ? "ONGOING" : "DONE");
                break;
            case EmulatorDialect.Oss:
                body.Element("RestoreInfo", ongoing
                    ? "ongoing-request=\"true\"" : $"ongoing-request=\"false\", expiry-date=\"{HttpDates.Rfc1123(restore.ExpiresAt)}\"");
                break;
            default:
                if (request.Header("x-amz-optional-object-attributes")?.Contains("RestoreStatus", StringComparison.Ordinal) != true) return;
                body.Open("RestoreStatus").Element("IsRestoreInProgress", ongoing);
                if (!ongoing) body.Element("RestoreExpiryDate", HttpDates.Milliseconds(restore.ExpiresAt));
                body.Close("RestoreStatus");
                break;
        }
    }

    private static string WriteToken(string lastName) => "1" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(lastName));

    private static bool TryReadToken(string token, out string after)
    {
        after = "";
        if (token.Length < 2 || token[0] != '1') return false;
        var bytes = new byte[token.Length];
        if (!Base64Url.IsValid(token.AsSpan(1)) || !Base64Url.TryDecodeFromChars(token.AsSpan(1), bytes, out var count)) return false;
        after = Encoding.UTF8.GetString(bytes, 0, count);
        return true;
    }
}
