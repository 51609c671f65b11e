using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Deletions of many objects in one request.</summary>
internal sealed class Deletions(StoreContext context, Writes writes)
{
    private const string Operation = "DeleteObjects";
    private const int MostObjects = 1000;

    public Task<StoreResult<IReadOnlyList<DeletedObject>>> DeleteAsync(string bucket, IReadOnlyList<ObjectVersionName> objects, CancellationToken cancellationToken)
    {
        var refusal = RequestLimits.Bucket(bucket)
            ?? (objects.Count is 0 or > MostObjects ? string.Create(CultureInfo.InvariantCulture, $"1 to {MostObjects} objects are deleted at once, not {objects.Count}") : null)
            ?? objects.Select(named => context.Limits.Key(named.Key)).FirstOrDefault(why => why is not null);
        if (refusal is not null) return context.Refuse<IReadOnlyList<DeletedObject>>(Operation, bucket, null, refusal);
        return context.Wire.HasMultiDelete ? SendAsync(bucket, objects, cancellationToken) : DeleteEachAsync(bucket, objects, cancellationToken);
    }

    private async Task<StoreResult<IReadOnlyList<DeletedObject>>> DeleteEachAsync(string bucket, IReadOnlyList<ObjectVersionName> objects, CancellationToken cancellationToken)
    {
        var deleted = new List<DeletedObject>(objects.Count);
        foreach (var named in objects)
        {
            var result = await writes.DeleteAsync(bucket, named.Key, named.VersionId, cancellationToken).ConfigureAwait(false);
            deleted.Add(new DeletedObject { Key = named.Key, VersionId = named.VersionId, Error = result.Error });
        }
        return new(deleted);
    }

    private Task<StoreResult<IReadOnlyList<DeletedObject>>> SendAsync(string bucket, IReadOnlyList<ObjectVersionName> objects, CancellationToken cancellationToken)
    {
        var makesMarkers = context.Dialect.HasVersions && objects.Any(named => named.VersionId is null);
        var request = new StoreRequest(HttpMethod.Post, Operation, makesMarkers ? RequestEffect.Once : RequestEffect.Repeatable, context.Caller.Target(HttpMethod.Post, bucket, null))
        {
            MaxAnswerBytes = 16 << 20,
        };
        request.Flag("delete");
        request.Document(Encoding.UTF8.GetBytes(Document(objects)));
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out IReadOnlyList<DeletedObject> deleted) => TryRead(bucket, objects, response, out deleted), cancellationToken);
    }

    private static string Document(IReadOnlyList<ObjectVersionName> objects)
    {
        var xml = new StringBuilder("<Delete><Quiet>false</Quiet>", 128 * objects.Count);
        foreach (var (key, versionId) in objects)
        {
            xml.Append("<Object><Key>").Append(XmlEscape.Text(key)).Append("</Key>");
            if (versionId is not null) xml.Append("<VersionId>").Append(XmlEscape.Text(versionId)).Append("</VersionId>");
            xml.Append("</Object>");
        }
        return xml.Append("</Delete>").ToString();
    }

    private bool TryRead(string bucket, IReadOnlyList<ObjectVersionName> objects, StoreResponse response, [MaybeNullWhen(false)] out IReadOnlyList<DeletedObject> deleted)
    {
        deleted = null;
        var xml = new XmlScanner(response.Body);
        if (!xml.RootIs("DeleteResult"u8)) return false;
        var form = ListingPage.IsEncoded(response.Body) ? context.Wire.KeyForm : KeyForm.Plain;
        var told = new Dictionary<ObjectVersionName, DeletedObject>();
        while (xml.NextChild(1))
            if (xml.Name.SequenceEqual("Deleted"u8) || xml.Name.SequenceEqual("Error"u8))
            {
                var one = ReadOne(ref xml, form, bucket);
                told[new(one.Key, one.VersionId)] = one;
            }
        deleted = [.. objects.Select(named => told.GetValueOrDefault(named) ?? Untold(bucket, named))];
        return xml.Complete;
    }

    private DeletedObject ReadOne(ref XmlScanner xml, KeyForm form, string bucket)
    {
        var isError = xml.Name.SequenceEqual("Error"u8);
        string key = "", versionId = "", marker = "", code = "", message = "";
        while (xml.NextChild(2))
        {
            if (xml.Name.SequenceEqual("Key"u8)) key = xml.Decoded(form);
            else if (xml.Name.SequenceEqual("VersionId"u8)) versionId = xml.Text();
            else if (xml.Name.SequenceEqual("DeleteMarkerVersionId"u8)) marker = xml.Text();
            else if (xml.Name.SequenceEqual("Code"u8)) code = xml.Text();
            else if (xml.Name.SequenceEqual("Message"u8)) message = xml.Text();
        }
        var error = !isError || code is "NoSuchKey" or "NoSuchVersion" ? null
            : ErrorOf(bucket, key, context.Wire.ErrorCodes.GetValueOrDefault(code, StoreErrorCode.Unrecognized), code, message);
        return new DeletedObject { Key = key, VersionId = versionId.Length == 0 ? null : versionId, DeleteMarkerVersionId = marker.Length == 0 ? null : marker, Error = error };
    }

    private DeletedObject Untold(string bucket, ObjectVersionName named) => new()
    {
        Key = named.Key,
        VersionId = named.VersionId,
        Error = ErrorOf(bucket, named.Key, StoreErrorCode.OutcomeUnknown, null, "the answer does not mention this object"),
    };

    private StoreError ErrorOf(string bucket, string key, StoreErrorCode code, string? provider, string message) => new()
    {
        Code = code,
        Operation = context.Wire.NameOf(Operation),
        ProviderCode = provider,
        Message = message,
        Resource = $"{bucket}/{key}",
    };
}
