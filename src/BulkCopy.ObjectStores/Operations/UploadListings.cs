using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Listings of open uploads and their parts.</summary>
internal sealed class UploadListings(StoreContext context)
{
    private const int MaxPageBytes = 4 << 20;

    private KeyForm Form => context.Wire.UploadKeyForm ?? context.Wire.KeyForm;

    public Task<StoreResult<PartPage>> ListPartsAsync(string bucket, string key, string uploadId, int? afterPart, CancellationToken cancellationToken)
    {
        if (context.Limits.Object(bucket, key) is { } why) return context.Refuse<PartPage>("ListParts", bucket, key, why);
        var request = new StoreRequest(HttpMethod.Get, "ListParts", RequestEffect.Read, context.Caller.Target(HttpMethod.Get, bucket, key)) { MaxAnswerBytes = MaxPageBytes, MissingMeansUpload = true };
        request.Parameter("uploadId", uploadId);
        request.Parameter("max-parts", "1000");
        request.Parameter("part-number-marker", afterPart?.ToString(CultureInfo.InvariantCulture));
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out PartPage page) =>
            TryReadParts(response, out page) && (page.NextPartNumberMarker is null || page.NextPartNumberMarker > (afterPart ?? 0)), cancellationToken);
    }

    private static bool TryReadParts(StoreResponse response, [MaybeNullWhen(false)] out PartPage page)
    {
        page = null;
        var xml = new XmlScanner(response.Body);
        if (!xml.RootIs("ListPartsResult"u8)) return false;
        var parts = new List<ListedPart>();
        int? next = null;
        bool isTruncated = false, isBroken = false;
        while (xml.NextChild(1))
        {
            if (xml.Name.SequenceEqual("Part"u8)) isBroken |= !TryReadPart(ref xml, parts);
            else if (xml.Name.SequenceEqual("IsTruncated"u8)) isTruncated = xml.Text() == "true";
            else if (xml.Name.SequenceEqual("NextPartNumberMarker"u8)) next = StoreText.Int(xml.Text());
        }
        if (!xml.Complete || isBroken) return false;
        if (isTruncated && next is null && parts.Count == 0) return false;
        page = new PartPage(parts, isTruncated ? next ?? parts[^1].PartNumber : null);
        return true;
    }

    private static bool TryReadPart(ref XmlScanner xml, List<ListedPart> parts)
    {
        int? number = null;
        long? size = null;
        string? etag = null;
        ulong? crc = null;
        DateTimeOffset? modified = null;
        while (xml.NextChild(2))
        {
            if (xml.Name.SequenceEqual("PartNumber"u8)) number = StoreText.Int(xml.Text());
            else if (xml.Name.SequenceEqual("ETag"u8)) etag = xml.Unquoted();
            else if (xml.Name.SequenceEqual("Size"u8)) size = StoreText.Long(xml.Text());
            else if (xml.Name.SequenceEqual("HashCrc64ecma"u8)) crc = StoreText.Crc(xml.Text());
            else if (xml.Name.SequenceEqual("LastModified"u8)) modified = StoreText.Date(xml.Text());
        }
        if (number is null || size is null || etag is null) return false;
        parts.Add(new ListedPart(number.Value, etag, size.Value, crc, modified));
        return true;
    }

    public Task<StoreResult<UploadPage>> ListUploadsAsync(string bucket, string prefix, string? keyMarker, string? uploadIdMarker, CancellationToken cancellationToken)
    {
        if (RequestLimits.Bucket(bucket) is { } why) return context.Refuse<UploadPage>("ListMultipartUploads", bucket, null, why);
        var request = new StoreRequest(HttpMethod.Get, "ListMultipartUploads", RequestEffect.Read, context.Caller.Target(HttpMethod.Get, bucket, null)) { MaxAnswerBytes = MaxPageBytes };
        request.Flag("uploads");
        request.Parameter("prefix", prefix);
        request.Parameter("key-marker", keyMarker);
        if (!string.IsNullOrEmpty(keyMarker)) request.Parameter("upload-id-marker", uploadIdMarker);
        request.Parameter("max-uploads", "1000");
        if (Form != KeyForm.Plain) request.Parameter("encoding-type", "url");
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out UploadPage page) =>
            TryReadUploads(response, out page) && (page.NextKeyMarker is null || page.NextKeyMarker != keyMarker || page.NextUploadIdMarker != uploadIdMarker), cancellationToken);
    }

    private bool TryReadUploads(StoreResponse response, [MaybeNullWhen(false)] out UploadPage page)
    {
        page = null;
        var xml = new XmlScanner(response.Body);
        if (!xml.RootIs("ListMultipartUploadsResult"u8)) return false;
        var form = ListingPage.IsEncoded(response.Body) ? Form : KeyForm.Plain;
        var uploads = new List<ListedUpload>();
        string nextKey = "", nextUpload = "";
        bool isTruncated = false, isBroken = false;
        while (xml.NextChild(1))
        {
            if (xml.Name.SequenceEqual("Upload"u8)) isBroken |= !TryReadUpload(ref xml, form, uploads);
            else if (xml.Name.SequenceEqual("IsTruncated"u8)) isTruncated = xml.Text() == "true";
            else if (xml.Name.SequenceEqual("NextKeyMarker"u8)) nextKey = xml.Decoded(form);
            else if (xml.Name.SequenceEqual("NextUploadIdMarker"u8)) nextUpload = xml.Text();
        }
        if (!xml.Complete || isBroken || (isTruncated && nextKey.Length == 0)) return false;
        page = new UploadPage(uploads, isTruncated ? nextKey : null, isTruncated && nextUpload.Length > 0 ? nextUpload : null);
        return true;
    }

    private static bool TryReadUpload(ref XmlScanner xml, KeyForm form, List<ListedUpload> uploads)
    {
        string key = "", uploadId = "";
        DateTimeOffset? initiated = null;
        while (xml.NextChild(2))
        {
            if (xml.Name.SequenceEqual("Key"u8)) key = xml.Decoded(form);
            else if (xml.Name.SequenceEqual("UploadId"u8)) uploadId = xml.Text();
            else if (xml.Name.SequenceEqual("Initiated"u8)) initiated = StoreText.Date(xml.Text());
        }
        if (key.Length == 0 || uploadId.Length == 0) return false;
        uploads.Add(new ListedUpload(key, uploadId, initiated));
        return true;
    }
}
