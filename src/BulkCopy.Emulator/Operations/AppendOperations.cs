using System.Globalization;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Append Object of OSS and COS: each append makes the current version longer, at the position the client names.</summary>
internal sealed class AppendOperations(EmulatorState state, BucketAccess access)
{
    public async Task<Answer> AppendAsync(EmulatorRequest request)
    {
        var profile = request.Profile;
        var headers = request.Http.Request.Headers;
        if (profile.Dialect == EmulatorDialect.S3) return Refusals.MethodNotAllowed;
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        if (!long.TryParse(request.Query.Find("position"), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return Refusals.InvalidArgument("position must be a whole number.");
        if (AttributeReader.Read(profile, headers).Failed(out error, out var attributes)) return error;
        if (AttributeReader.ReadClass(profile, headers, bucket, out var storageClass) is { } badClass) return badClass;
        if ((await state.Receiver.ReceiveAsync(request, profile.SinglePutLimit)).Failed(out error, out var body)) return error;
        ObjectVersion version;
        lock (bucket.Gate)
        {
            var current = bucket.Current(request.Key!);
            if (current is { Attributes.IsAppendable: false }) return new EmulatorError(409, "ObjectNotAppendable", "The object is not appendable.");
            var length = current?.Content.Length ?? 0;
            if (position != length) return WrongPosition(profile.Dialect).WithHeader(profile.Headers.NextAppendPosition, length.ToString(CultureInfo.InvariantCulture));
            var content = current is null ? body.Content : new JoinedContent([current.Content, body.Content]);
            version = new ObjectVersion(content, (current?.Attributes ?? attributes) with { IsAppendable = true }, request.AccountId ?? bucket.Owner)
            {
                ETag = EntityTag.FromHash(content.ComputeMd5()), StorageClass = current?.StorageClass ?? storageClass, LastModified = request.Now,
            };
            if (current is not null) bucket.Remove(request.Key!, current);
            bucket.Put(request.Key!, version);
        }
        return Answer.Ok().With("ETag", ObjectCommit.QuotedTag(profile, version.ETag))
            .With(profile.Headers.Crc64, ObjectCommit.CrcText(version.Content))
            .With(profile.Headers.NextAppendPosition, version.Content.Length.ToString(CultureInfo.InvariantCulture))
            .With(profile.Headers.VersionId, ObjectCommit.VersionIdOf(profile, bucket, version));
    }

    private static EmulatorError WrongPosition(EmulatorDialect dialect) => dialect == EmulatorDialect.Oss
        ? new EmulatorError(409, "PositionNotEqualToLength", "Position is not equal to file length")
        : new EmulatorError(409, "AppendPositionErr", "Position is not equal to file length");
}
