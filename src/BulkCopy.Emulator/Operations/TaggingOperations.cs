using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>Object tagging.</summary>
internal sealed class TaggingOperations(BucketAccess access)
{
    public Answer Get(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (ObjectLookup.Find(request, bucket).Failed(out error, out var version)) return error;
        if (!BucketAccess.IsAllowed(request, bucket, version, Permissions.ReadAcl)) return Refusals.AccessDenied;
        var body = new XmlBody("Tagging", request.Profile.XmlNamespace).Open("TagSet");
        foreach (var (key, value) in version.Attributes.Tags) body.Open("Tag").Element("Key", key).Element("Value", value).Close("Tag");
        return WithVersion(Answer.Xml(body.Close("TagSet").Close("Tagging")), request, bucket, version);
    }

    public async Task<Answer> PutAsync(EmulatorRequest request)
    {
        if ((await Documents.ReadAsync(request)).Failed(out var error, out var document)) return error;
        if (TagReader.FromDocument(request.Profile, document).Failed(out error, out var tags)) return error;
        return Replace(request, tags, Answer.Ok());
    }

    public Answer Delete(EmulatorRequest request) => Replace(request, [], Answer.NoContent());

    private Answer Replace(EmulatorRequest request, KeyValuePair<string, string>[] tags, Answer answer)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (ObjectLookup.Find(request, bucket).Failed(out error, out var version)) return error;
        if (!BucketAccess.IsAllowed(request, bucket, version, Permissions.WriteAcl)) return Refusals.AccessDenied;
        lock (bucket.Gate) bucket.SetAttributes(request.Key!, version, version.Attributes with { Tags = tags });
        return WithVersion(answer, request, bucket, version);
    }

    private static Answer WithVersion(Answer answer, EmulatorRequest request, Bucket bucket, ObjectVersion version) =>
        answer.With(request.Profile.Headers.VersionId, bucket.Versioning == Versioning.Unset ? null : VersionIds.Format(request.Profile, version));
}
