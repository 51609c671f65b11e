using System.Globalization;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Checksums;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>PUT Object.</summary>
internal sealed class ObjectWrites(EmulatorState state, BucketAccess access)
{
    public async Task<Answer> PutAsync(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Write).Failed(out var error, out _)) return error;
        return CheckLength(request) is { } bad ? bad : await WriteAsync(request);
    }

    /// <summary>The write itself, whose body may be of unknown length.</summary>
    public async Task<Answer> WriteAsync(EmulatorRequest request)
    {
        var profile = request.Profile;
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        if (CheckTrafficLimit(request) is { } bad) return bad;
        if (WriteCondition.Read(request, out var condition) is { } badCondition) return badCondition;
        if (AttributeReader.Read(profile, request.Http.Request.Headers).Failed(out error, out var attributes)) return error;
        if (AttributeReader.ReadClass(profile, request.Http.Request.Headers, bucket, out var storageClass) is { } badClass) return badClass;
        if ((await state.Receiver.ReceiveAsync(request, profile.SinglePutLimit)).Failed(out error, out var body)) return error;
        if (BodyChecksums.Check(request, body.Content, out var checksum) is { } mismatch) return mismatch;
        if (checksum is { } one) attributes = attributes with { Checksums = [one], ChecksumType = "FULL_OBJECT" };
        var version = new ObjectVersion(body.Content, attributes, request.AccountId ?? bucket.Owner)
        {
            ETag = ObjectCommit.TagOf(body.Md5, attributes.Encryption), StorageClass = storageClass, LastModified = request.Now,
        };
        if (ObjectCommit.Commit(bucket, request.Key!, version, condition) is { } refused) return refused;
        return Written(request, bucket, version, body.Md5);
    }

    /// <summary>The answer to a write whose body was received here.</summary>
    public static Answer Written(EmulatorRequest request, Bucket bucket, ObjectVersion version, byte[] md5)
    {
        var profile = request.Profile;
        var answer = Answer.Ok().With("ETag", ObjectCommit.QuotedTag(profile, version.ETag))
            .With(profile.Headers.VersionId, ObjectCommit.VersionIdOf(profile, bucket, version));
        if (profile.HasCrc64) answer.With(profile.Headers.Crc64, ObjectCommit.CrcText(version.Content));
        if (profile.Dialect == EmulatorDialect.Oss) answer.With("Content-MD5", Convert.ToBase64String(md5));
        foreach (var (name, value) in version.Attributes.Checksums) answer.With("x-amz-checksum-" + name, value);
        if (version.Attributes.Checksums.Length > 0) answer.With("x-amz-checksum-type", version.Attributes.ChecksumType);
        return ObjectCommit.AddEncryption(answer, profile, version.Attributes.Encryption);
    }

    private static EmulatorError? CheckLength(EmulatorRequest request)
    {
        var chunked = request.Http.Request.Headers.TransferEncoding.Count > 0 && request.Profile.Dialect != EmulatorDialect.S3;
        return request.Body.Length is null && !chunked ? Refusals.MissingContentLength : null;
    }

    public static EmulatorError? CheckTrafficLimit(EmulatorRequest request)
    {
        var name = request.Profile.Headers.TrafficLimit;
        var text = request.Header(name) ?? request.Query.Find(name);
        if (text is null || request.Profile.Dialect == EmulatorDialect.S3) return null;
        var least = request.Profile.Dialect == EmulatorDialect.Oss ? 245_760 : 819_200;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= least && limit <= 838_860_800
            ? null
            : Refusals.InvalidArgument($"{name} must be between {least} and 838860800 bit/s.");
    }
}
