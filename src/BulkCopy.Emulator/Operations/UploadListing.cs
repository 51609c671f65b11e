using System.Globalization;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>List Parts and List Multipart Uploads.</summary>
internal sealed class UploadListing(BucketAccess access)
{
    public Answer ListParts(EmulatorRequest request)
    {
        var profile = request.Profile;
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        var maximum = request.QueryNumber("max-parts") ?? profile.ListPartsDefault;
        var marker = request.QueryNumber("part-number-marker") ?? 0;
        if (maximum < 0 || marker < 0) return Refusals.InvalidArgument("max-parts and part-number-marker must be whole numbers.");
        maximum = Math.Min(maximum, profile.ListPartsDefault);
        MultipartUpload? upload;
        List<UploadedPart> parts = [];
        var truncated = false;
        lock (bucket.Gate)
        {
            if (!bucket.TryFindUpload(request.Key!, request.Query.Find("uploadId") ?? "", out upload)) return Refusals.NoSuchUpload;
            foreach (var part in upload.Parts.Values)
            {
                if (part.Number <= marker) continue;
                if (truncated = parts.Count == maximum) break;
                parts.Add(part);
            }
        }
        return Answer.Xml(WriteParts(request, upload, parts, marker, maximum, truncated));
    }

    public Answer ListUploads(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Read).Failed(out var error, out var bucket)) return error;
        if (ListQuery.Read(request, "max-uploads").Failed(out error, out var query)) return error;
        if (request.Query.Find("max-uploads") is null) query = query with { Maximum = 1000 };
        var keyMarker = request.Query.Find("key-marker") ?? "";
        var idMarker = keyMarker.Length == 0 ? "" : request.Query.Find("upload-id-marker") ?? "";
        MultipartUpload[] uploads;
        lock (bucket.Gate) uploads = [.. bucket.Uploads];
        Array.Sort(uploads, CompareUploads);
        var shown = new List<MultipartUpload>();
        var prefixes = new SortedSet<string>(KeyOrder.Instance);
        var last = (Key: "", Id: "");
        var truncated = false;
        foreach (var upload in uploads)
        {
            if (!upload.Key.StartsWith(query.Prefix, StringComparison.Ordinal) || !IsAfter(upload, keyMarker, idMarker)) continue;
            var at = query.Delimiter is { } delimiter ? upload.Key.IndexOf(delimiter, query.Prefix.Length, StringComparison.Ordinal) : -1;
            var common = at < 0 ? null : upload.Key[..(at + query.Delimiter!.Length)];
            if (common is not null && (common == keyMarker || prefixes.Contains(common))) continue;
            if (truncated = shown.Count + prefixes.Count == query.Maximum) break;
            if (common is null) shown.Add(upload);
            else prefixes.Add(common);
            last = (common ?? upload.Key, common is null ? upload.Id : "");
        }
        return Answer.Xml(WriteUploads(request, query, keyMarker, idMarker, shown, prefixes, truncated ? last : null));
    }

    private static XmlBody WriteParts(EmulatorRequest request, MultipartUpload upload, List<UploadedPart> parts, int marker, int maximum, bool truncated)
    {
        var profile = request.Profile;
        var encoder = KeyEncoder.Of(request);
        var body = new XmlBody("ListPartsResult", profile.XmlNamespace, 512 + (parts.Count * 200));
        body.Element("Bucket", request.Bucket);
        if (encoder.IsOn) body.Element("EncodingType", "url");
        body.Element("Key", encoder.Encode(upload.Key)).Element("UploadId", upload.Id);
        BucketOperations.WriteOwner(body, "Initiator", upload.Owner);
        BucketOperations.WriteOwner(body, "Owner", upload.Owner);
        body.Element("StorageClass", profile.StorageClasses[upload.StorageClass]).Element("PartNumberMarker", marker)
            .Element("NextPartNumberMarker", parts.Count == 0 ? 0 : parts[^1].Number)
            .Element("MaxParts", maximum).Element("IsTruncated", truncated);
        if (upload.ChecksumAlgorithm is { } algorithm)
            body.Element("ChecksumAlgorithm", algorithm.ToUpperInvariant()).Optional("ChecksumType", upload.ChecksumType);
        foreach (var part in parts)
        {
            body.Open("Part").Element("PartNumber", part.Number).Element("LastModified", HttpDates.Milliseconds(part.LastModified))
                .Element("ETag", ObjectCommit.QuotedTag(profile, part.ETag)).Element("Size", part.Content.Length);
            if (profile.Dialect == EmulatorDialect.Oss) body.Element("HashCrc64ecma", ObjectCommit.CrcText(part.Content));
            if (part.Checksum is { } checksum) body.Element("Checksum" + checksum.Key.ToUpperInvariant(), checksum.Value);
            body.Close("Part");
        }
        return body.Close("ListPartsResult");
    }

    private static XmlBody WriteUploads(
        EmulatorRequest request, ListQuery query, string keyMarker, string idMarker,
        List<MultipartUpload> uploads, SortedSet<string> prefixes, (string Key, string Id)? next)
    {
        var body = new XmlBody("ListMultipartUploadsResult", request.Profile.XmlNamespace, 512 + (uploads.Count * 360));
        body.Element("Bucket", request.Bucket).Element("KeyMarker", query.Encoder.Encode(keyMarker)).Element("UploadIdMarker", idMarker);
        if (query.Encoder.IsOn) body.Element("EncodingType", "url");
        if (next is { } last) body.Element("NextKeyMarker", query.Encoder.Encode(last.Key)).Element("NextUploadIdMarker", last.Id);
        body.Element("Prefix", query.Encoder.Encode(query.Prefix));
        if (query.Delimiter is { } delimiter) body.Element("Delimiter", query.Encoder.Encode(delimiter));
        body.Element("MaxUploads", query.Maximum.ToString(CultureInfo.InvariantCulture)).Element("IsTruncated", next is not null);
        foreach (var upload in uploads)
        {
            body.Open("Upload").Element("Key", query.Encoder.Encode(upload.Key)).Element("UploadId", upload.Id);
            BucketOperations.WriteOwner(body, "Initiator", upload.Owner);
            BucketOperations.WriteOwner(body, "Owner", upload.Owner);
            body.Element("StorageClass", request.Profile.StorageClasses[upload.StorageClass])
                .Element("Initiated", HttpDates.Milliseconds(upload.Initiated)).Close("Upload");
        }
        foreach (var prefix in prefixes) body.Open("CommonPrefixes").Element("Prefix", query.Encoder.Encode(prefix)).Close("CommonPrefixes");
        return body.Close("ListMultipartUploadsResult");
    }

    private static int CompareUploads(MultipartUpload left, MultipartUpload right)
    {
        var byKey = KeyOrder.Compare(left.Key, right.Key);
        return byKey != 0 ? byKey : string.CompareOrdinal(left.Id, right.Id);
    }

    private static bool IsAfter(MultipartUpload upload, string keyMarker, string idMarker)
    {
        if (keyMarker.Length == 0) return true;
        var order = KeyOrder.Compare(upload.Key, keyMarker);
        return order > 0 || (order == 0 && idMarker.Length > 0 && string.CompareOrdinal(upload.Id, idMarker) > 0);
    }
}
