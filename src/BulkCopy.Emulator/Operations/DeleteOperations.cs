using System.Xml.Linq;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>DELETE Object and DELETE Multiple Objects.</summary>
internal sealed class DeleteOperations(BucketAccess access)
{
    private const int MostKeys = 1000;

    public Answer Delete(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.Write).Failed(out var error, out var bucket)) return error;
        var deletion = new Deletion(request.Key!, request.Query.Find("versionId"), request.Header("If-Match"));
        if (Remove(request, bucket, deletion).Failed(out error, out var deleted)) return error;
        var names = request.Profile.Headers;
        return Answer.NoContent()
            .With(names.VersionId, deleted.MarkerId ?? deleted.VersionId)
            .With(names.DeleteMarker, deleted.MarkerId is not null || deleted.WasMarker ? "true" : null);
    }

    public async Task<Answer> DeleteManyAsync(EmulatorRequest request)
    {
        if (access.Open(request, Permissions.None).Failed(out var error, out var bucket)) return error;
        if (request.Header("Content-MD5") is null && !HasChecksum(request))
            return Refusals.InvalidRequest("Missing required header for this request: Content-MD5");
        if ((await Documents.ReadAsync(request)).Failed(out error, out var document)) return error;
        if (ReadDeletions(document).Failed(out error, out var deletions)) return error;
        var quiet = "true".Equals(document.Child("Quiet")?.Trim(), StringComparison.OrdinalIgnoreCase);
        var encoder = KeyEncoder.Of(request);
        var body = new XmlBody("DeleteResult", request.Profile.XmlNamespace, 256 + (deletions.Length * 64));
        if (encoder.IsOn) body.Element("EncodingType", "url");
        var mayWrite = BucketAccess.IsAllowed(request, bucket, Permissions.Write);
        var anyShown = false;
        foreach (var deletion in deletions)
        {
            var outcome = mayWrite ? Remove(request, bucket, deletion) : Refusals.AccessDenied;
            if (outcome.Error is null && quiet) continue;
            anyShown = true;
            Write(body, encoder, deletion, outcome);
        }
        if (!anyShown && request.Profile.QuietDeleteIsEmpty) return Answer.Ok();
        return Answer.Xml(body.Close("DeleteResult"));
    }

    private static Outcome<Deletion[]> ReadDeletions(XElement document)
    {
        if (document.Name.LocalName != "Delete") return Refusals.MalformedXml;
        var deletions = new List<Deletion>();
        foreach (var element in document.Elements())
        {
            if (element.Name.LocalName != "Object") continue;
            if (element.Child("Key") is not { Length: > 0 } key || deletions.Count == MostKeys) return Refusals.MalformedXml;
            deletions.Add(new Deletion(key, element.Child("VersionId"), element.Child("ETag")));
        }
        return deletions.Count == 0 ? Refusals.MalformedXml : deletions.ToArray();
    }

    private static bool HasChecksum(EmulatorRequest request) => request.Profile.Dialect == EmulatorDialect.S3
        && (request.Body.Checksum is not null || request.Header("x-amz-content-sha256") is { Length: 64 });

    private static void Write(XmlBody body, KeyEncoder encoder, Deletion deletion, Outcome<Deleted> outcome)
    {
        var root = outcome.Error is null ? "Deleted" : "Error";
        body.Open(root).Element("Key", encoder.Encode(deletion.Key)).Optional("VersionId", deletion.VersionId);
        if (outcome.Error is { } error)
        {
            body.Element("Code", error.Code).Element("Message", error.Message);
        }
        else if (outcome.Value is { } deleted && (deleted.MarkerId is not null || deleted.WasMarker))
        {
            body.Element("DeleteMarker", true).Element("DeleteMarkerVersionId", deleted.MarkerId ?? deleted.VersionId);
        }
        body.Close(root);
    }

    private static Outcome<Deleted> Remove(EmulatorRequest request, Bucket bucket, Deletion deletion)
    {
        lock (bucket.Gate)
        {
            if (deletion.IfMatch is { } tag)
            {
                var current = bucket.Current(deletion.Key);
                if (current is null) return Refusals.NoSuchKey;
                if (tag != "*" && !current.ETag.Matches(tag)) return Refusals.PreconditionFailed("If-Match");
            }
            return string.IsNullOrEmpty(deletion.VersionId)
                ? RemoveCurrent(request, bucket, deletion.Key)
                : RemoveVersion(request, bucket, deletion);
        }
    }

    private static Outcome<Deleted> RemoveVersion(EmulatorRequest request, Bucket bucket, Deletion deletion)
    {
        if (!VersionIds.TryParse(request.Profile, deletion.VersionId!, out var reference))
            return request.Profile.Dialect == EmulatorDialect.Cos ? Refusals.NoSuchVersion : Refusals.InvalidArgument("Invalid version id specified");
        var version = bucket.Find(deletion.Key, reference);
        if (version is not null) bucket.Remove(deletion.Key, version);
        return new Deleted(deletion.VersionId, null, version?.IsDeleteMarker == true);
    }

    private static Outcome<Deleted> RemoveCurrent(EmulatorRequest request, Bucket bucket, string key)
    {
        if (bucket.Versioning == Versioning.Unset)
        {
            bucket.RemoveAll(key);
            return new Deleted(null, null, false);
        }
        var marker = ObjectVersion.DeleteMarker(request.AccountId ?? bucket.Owner, request.Now);
        bucket.Put(key, marker);
        return new Deleted(null, VersionIds.Format(request.Profile, marker), false);
    }

    private sealed record Deletion(string Key, string? VersionId, string? IfMatch);

    private sealed record Deleted(string? VersionId, string? MarkerId, bool WasMarker);
}
