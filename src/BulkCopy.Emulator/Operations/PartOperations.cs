using System.Globalization;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Checksums;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Upload Part and Upload Part - Copy.</summary>
internal sealed class PartOperations(EmulatorState state, BucketAccess access, SourceReader sources)
{
    public async Task<Answer> UploadAsync(EmulatorRequest request)
    {
        var profile = request.Profile;
        if (Open(request, out var number).Failed(out var error, out var target)) return error;
        if (request.Body.Length is null && request.Http.Request.Headers.TransferEncoding.Count == 0) return Refusals.MissingContentLength;
        if ((await state.Receiver.ReceiveAsync(request, profile.PartMaximum)).Failed(out error, out var body)) return error;
        if (BodyChecksums.Check(request, body.Content, out var checksum) is { } mismatch) return mismatch;
        var tag = ObjectCommit.TagOf(body.Md5, target.Upload.Attributes.Encryption);
        var part = new UploadedPart(number, body.Content, tag, request.Now) { Checksum = checksum };
        if (Add(target, part) is { } refused) return refused;
        var answer = Answer.Ok().With("ETag", ObjectCommit.QuotedTag(profile, tag));
        if (profile.HasCrc64) answer.With(profile.Headers.Crc64, ObjectCommit.CrcText(body.Content));
        if (checksum is { } one) answer.With("x-amz-checksum-" + one.Key, one.Value);
        return ObjectCommit.AddEncryption(answer, profile, target.Upload.Attributes.Encryption);
    }

    public Answer Copy(EmulatorRequest request)
    {
        var profile = request.Profile;
        if (Open(request, out var number).Failed(out var error, out var target)) return error;
        if (request.Body.Length > 0) return Refusals.InvalidRequest("A copy takes no body.");
        if (sources.Open(request, target.Bucket).Failed(out error, out var found)) return error;
        if (Range(request, found.Version.Content.Length, out var range, out var contentRange) is { } badRange) return badRange;
        if (range.Length > profile.PartMaximum) return Refusals.EntityTooLarge;
        var content = found.Version.Content.Slice(range.Offset, range.Length);
        var part = new UploadedPart(number, content, TagOf(found.Version, content, target.Upload.Attributes.Encryption), request.Now)
        {
            Checksum = target.Upload.ChecksumAlgorithm is { } algorithm
                ? new(algorithm, S3Checksum.Compute(algorithm, content))
                : null,
        };
        if (Add(target, part) is { } refused) return refused;
        return Copied(request, part, target, found).With("Content-Range", contentRange);
    }

    private static EntityTag TagOf(ObjectVersion source, ObjectContent content, Encryption? encryption)
    {
        var isWhole = ReferenceEquals(content, source.Content) && source.ETag.Parts == 0
            && source.Attributes.Encryption?.KeepsMd5ETag != false && !source.Attributes.IsAppendable;
        return isWhole && encryption?.KeepsMd5ETag != false ? source.ETag : ObjectCommit.TagOf(content.ComputeMd5(), encryption);
    }

    private static Answer Copied(EmulatorRequest request, UploadedPart part, UploadTarget target, FoundSource found)
    {
        var profile = request.Profile;
        var tag = part.ETag.ToText(profile.ETagUpperCase);
        var body = new XmlBody(profile.PartCopyRoot, profile.XmlNamespace);
        body.Element("ETag", profile.ETagQuotedInPartCopy ? $"\"{tag}\"" : tag);
        body.Element("LastModified", CopyRules.DateText(profile.PartCopyDate, part.LastModified));
        if (profile.Dialect == EmulatorDialect.Cos) body.Element("CRC64", ObjectCommit.CrcText(part.Content));
        if (part.Checksum is { } checksum) body.Element("Checksum" + checksum.Key.ToUpperInvariant(), checksum.Value);
        var answer = Answer.Xml(body.Close(profile.PartCopyRoot)).With(profile.Headers.CopySourceVersionId, found.VersionIdHeader(profile));
        answer.IsChunked = profile.ChunkedCopyAnswer;
        if (!profile.ETagQuotedInPartCopy) answer.With("ETag", $"\"{tag}\"");
        return ObjectCommit.AddEncryption(answer, profile, target.Upload.Attributes.Encryption);
    }

    private static EmulatorError? Range(EmulatorRequest request, long sourceLength, out ByteRange range, out string? contentRange)
    {
        range = new ByteRange(0, sourceLength);
        contentRange = null;
        if (request.Header(request.Profile.Headers.CopySourceRange) is not { } header) return null;
        var parsed = ByteRange.TryParseExact(header, out var first, out var last);
        if (parsed && last < sourceLength)
        {
            range = new ByteRange(first, last - first + 1);
            if (request.Profile.Dialect == EmulatorDialect.Oss)
                contentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{last}/{sourceLength}");
            return null;
        }
        return request.Profile.PartCopyBadRange switch
        {
            PartRangeRule.WholeObject => null,
            PartRangeRule.InvalidRange => parsed ? Refusals.InvalidRange : Refusals.InvalidArgument("x-cos-copy-source-range must be of the form bytes=first-last."),
            _ => Refusals.InvalidArgument(parsed
                ? $"Range specified is not valid for source object of size: {sourceLength}"
                : "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy"),
        };
    }

    private Outcome<UploadTarget> Open(EmulatorRequest request, out int number)
    {
        number = request.QueryNumber("partNumber") ?? -1;
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        if (request.Query.Find("uploadId") is not { Length: > 0 } id) return Refusals.InvalidArgument("uploadId is missing.");
        if (number < 1 || number > request.Profile.PartCountLimit)
            return Refusals.InvalidArgument($"Part number must be an integer between 1 and {request.Profile.PartCountLimit}, inclusive");
        lock (bucket.Gate)
        {
            if (!bucket.TryFindUpload(request.Key!, id, out var upload)) return Refusals.NoSuchUpload.WithDetail("UploadId", id);
            return CheckKey(request, upload) is { } wrongKey ? wrongKey : new UploadTarget(bucket, upload);
        }
    }

    // SSE-C headers must be repeated with every part.
    private static EmulatorError? CheckKey(EmulatorRequest request, MultipartUpload upload)
    {
        if (upload.Attributes.Encryption?.CustomerKeyMd5 is not { } wanted) return null;
        if (EncryptionReader.Read(request.Profile, request.Http.Request.Headers, out var given) is { } bad) return bad;
        return given?.CustomerKeyMd5 == wanted
            ? null
            : Refusals.InvalidRequest("The multipart upload initiate requested encryption with a customer key; its parts must carry the same key.");
    }

    private static EmulatorError? Add(UploadTarget target, UploadedPart part)
    {
        lock (target.Bucket.Gate)
        {
            // The upload may have been completed or aborted while the part was on its way.
            if (!target.Bucket.TryFindUpload(target.Upload.Key, target.Upload.Id, out _)) return Refusals.NoSuchUpload;
            target.Bucket.SetPart(target.Upload, part);
            return null;
        }
    }

    private sealed record UploadTarget(Bucket Bucket, MultipartUpload Upload);
}
