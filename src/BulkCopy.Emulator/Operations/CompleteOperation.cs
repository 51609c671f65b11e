using System.Globalization;
using System.Xml.Linq;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Checksums;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Complete Multipart Upload: checks the list of parts and joins their contents by reference.</summary>
internal sealed class CompleteOperation(BucketAccess access)
{
    private const string CosNamespace = "http://www.qcloud.com/document/product/436/7751";

    private static readonly EmulatorError InvalidPart = new(400, "InvalidPart",
        "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag.");

    private static readonly EmulatorError InvalidPartOrder = new(400, "InvalidPartOrder", "The list of parts was not in ascending order.");

    private static readonly EmulatorError EntityTooSmall = new(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed object size.");

    public async Task<Answer> CompleteAsync(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        if (WriteCondition.Read(request, out var condition) is { } badCondition) return badCondition;
        var takesAll = request.Profile.Dialect == EmulatorDialect.Oss && "yes".Equals(request.Header("x-oss-complete-all"), StringComparison.OrdinalIgnoreCase);
        PartName[]? names = null;
        if (!takesAll)
        {
            if ((await Documents.ReadAsync(request)).Failed(out error, out var document)) return error;
            if (ReadNames(document).Failed(out error, out names)) return error;
        }
        var uploadId = request.Query.Find("uploadId") ?? "";
        MultipartUpload? upload;
        UploadedPart[]? parts;
        lock (bucket.Gate)
        {
            if (!bucket.TryFindUpload(request.Key!, uploadId, out upload)) return Refusals.NoSuchUpload;
            if (Select(request.Profile, upload, names).Failed(out error, out parts)) return error;
        }
        if (CheckSize(request, parts) is { } badSize) return badSize;
        var version = Join(request, upload, parts);
        lock (bucket.Gate)
        {
            // Joining may take its time over checksums; another request may have completed or aborted the upload meanwhile.
            if (!bucket.TryFindUpload(request.Key!, uploadId, out _)) return Refusals.NoSuchUpload;
            if (condition.Check(bucket, request.Key!) is { } refused) return refused;
            bucket.Put(request.Key!, version);
            bucket.Remove(upload);
        }
        return Completed(request, bucket, version);
    }

    private static Outcome<PartName[]> ReadNames(XElement document)
    {
        if (document.Name.LocalName != "CompleteMultipartUpload") return Refusals.MalformedXml;
        var names = new List<PartName>();
        foreach (var element in document.Elements())
        {
            if (element.Name.LocalName != "Part") continue;
            var tag = element.Child("ETag");
            if (tag is null || !int.TryParse(element.Child("PartNumber"), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
                return Refusals.MalformedXml;
            names.Add(new PartName(number, tag));
        }
        return names.Count == 0 ? Refusals.MalformedXml : names.ToArray();
    }

    private static Outcome<UploadedPart[]> Select(DialectProfile profile, MultipartUpload upload, PartName[]? names)
    {
        names ??= [.. upload.Parts.Values.Select(part => new PartName(part.Number, part.ETag.ToText(upperCase: false)))];
        if (names.Length == 0) return Refusals.MalformedXml;
        var parts = new UploadedPart[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0 && names[i].Number <= names[i - 1].Number) return InvalidPartOrder;
            if (profile.PartsMustBeConsecutive && names[i].Number != i + 1) return InvalidPart;
            if (!upload.Parts.TryGetValue(names[i].Number, out var part) || !part.ETag.Matches(names[i].ETag))
                return InvalidPart.WithDetail("PartNumber", names[i].Number.ToString(CultureInfo.InvariantCulture));
            if (i < names.Length - 1 && part.Content.Length < profile.PartMinimum) return EntityTooSmall;
            parts[i] = part;
        }
        return parts;
    }

    private static EmulatorError? CheckSize(EmulatorRequest request, UploadedPart[] parts)
    {
        if (request.Header("x-amz-mp-object-size") is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size == parts.Sum(part => part.Content.Length)
            ? null
            : Refusals.InvalidRequest("The provided 'x-amz-mp-object-size' header value does not match the size of the parts.");
    }

    private static ObjectVersion Join(EmulatorRequest request, MultipartUpload upload, UploadedPart[] parts)
    {
        var attributes = upload.Attributes;
        if (MultipartChecksum.Of(upload, parts) is { } checksum)
            attributes = attributes with { Checksums = [checksum], ChecksumType = upload.ChecksumType };
        var content = parts.Length == 1 ? parts[0].Content : new JoinedContent([.. parts.Select(part => part.Content)]);
        return new ObjectVersion(content, attributes, upload.Owner)
        {
            ETag = MultipartTag.Of(request.Profile.Dialect, [.. parts.Select(part => part.ETag)]),
            StorageClass = upload.StorageClass, LastModified = request.Now,
        };
    }

    private static Answer Completed(EmulatorRequest request, Bucket bucket, ObjectVersion version)
    {
        var profile = request.Profile;
        var encoder = KeyEncoder.Of(request);
        var path = PercentText.Encode(request.Key!, "/");
        var body = new XmlBody("CompleteMultipartUploadResult", profile.Dialect == EmulatorDialect.Cos ? CosNamespace : profile.XmlNamespace);
        if (encoder.IsOn) body.Element("EncodingType", "url");
        body.Element("Location", request.IsVirtualHost ? $"http://{request.Host}/{path}" : $"http://{request.Host}/{request.Bucket}/{path}");
        body.Element("Bucket", request.Bucket).Element("Key", encoder.Encode(request.Key!)).Element("ETag", ObjectCommit.QuotedTag(profile, version.ETag));
        foreach (var (name, value) in version.Attributes.Checksums) body.Element("Checksum" + name.ToUpperInvariant(), value);
        if (version.Attributes.Checksums.Length > 0) body.Optional("ChecksumType", version.Attributes.ChecksumType);
        var answer = Answer.Xml(body.Close("CompleteMultipartUploadResult"));
        answer.ContentType = profile.CompleteContentType;
        answer.IsChunked = profile.ChunkedCopyAnswer;
        if (profile.HasCrc64) answer.With(profile.Headers.Crc64, ObjectCommit.CrcText(version.Content));
        // Complete is the one COS answer that says "null" while versioning is suspended.
        if (bucket.Versioning != Versioning.Unset) answer.With(profile.Headers.VersionId, VersionIds.Format(profile, version));
        return ObjectCommit.AddEncryption(answer, profile, version.Attributes.Encryption);
    }

    private sealed record PartName(int Number, string ETag);
}
