using System.Security.Cryptography;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Checksums;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Creates and aborts multipart uploads.</summary>
internal sealed class MultipartUploads(BucketAccess access)
{
    public Answer Create(EmulatorRequest request)
    {
        var profile = request.Profile;
        var headers = request.Http.Request.Headers;
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        if (AttributeReader.Read(profile, headers).Failed(out error, out var attributes)) return error;
        if (AttributeReader.ReadClass(profile, headers, bucket, out var storageClass) is { } badClass) return badClass;
        if (WriteCondition.Read(request, out var condition) is { } badCondition) return badCondition;
        var algorithm = request.Header("x-amz-checksum-algorithm")?.ToLowerInvariant();
        if (algorithm is not null && !S3Checksum.IsKnown(algorithm)) return Refusals.InvalidRequest("Checksum algorithm provided is unsupported.");
        var upload = new MultipartUpload(NewId(), request.Key!, attributes, request.AccountId ?? bucket.Owner)
        {
            StorageClass = storageClass, Initiated = request.Now, ChecksumAlgorithm = algorithm,
            ChecksumType = algorithm is null ? null : ChecksumType(request, algorithm),
        };
        lock (bucket.Gate)
        {
            if (bucket.IsDeleted) return Refusals.NoSuchBucket;
            if (condition.Check(bucket, request.Key!) is { } refused) return refused;
            bucket.Add(upload);
        }
        return Created(request, upload);
    }

    public Answer Abort(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        lock (bucket.Gate)
        {
            if (!bucket.TryFindUpload(request.Key!, request.Query.Find("uploadId") ?? "", out var upload)) return Refusals.NoSuchUpload;
            bucket.Remove(upload);
        }
        return Answer.NoContent();
    }

    private static Answer Created(EmulatorRequest request, MultipartUpload upload)
    {
        var encoder = KeyEncoder.Of(request);
        var body = new XmlBody("InitiateMultipartUploadResult", request.Profile.XmlNamespace);
        if (encoder.IsOn) body.Element("EncodingType", "url");
        body.Element("Bucket", request.Bucket).Element("Key", encoder.Encode(upload.Key)).Element("UploadId", upload.Id);
        var answer = Answer.Xml(body.Close("InitiateMultipartUploadResult"));
        if (upload.ChecksumAlgorithm is { } algorithm)
            answer.With("x-amz-checksum-algorithm", algorithm.ToUpperInvariant()).With("x-amz-checksum-type", upload.ChecksumType);
        return ObjectCommit.AddEncryption(answer, request.Profile, upload.Attributes.Encryption);
    }

    private static string ChecksumType(EmulatorRequest request, string algorithm) =>
        request.Header("x-amz-checksum-type") ?? (algorithm == "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE");

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
