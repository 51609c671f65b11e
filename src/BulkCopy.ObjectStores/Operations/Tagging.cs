using System.Diagnostics.CodeAnalysis;
using System.Text;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Tags of objects.</summary>
internal sealed class Tagging(StoreContext context)
{
    public async Task<StoreResult<IReadOnlyList<KeyValuePair<string, string>>>> GetAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken)
    {
        const string operation = "GetObjectTagging";
        if (context.Limits.Object(bucket, key) is { } why) return await context.Refuse<IReadOnlyList<KeyValuePair<string, string>>>(operation, bucket, key, why).ConfigureAwait(false);
        if (!context.Dialect.HasTags) return new([]);
        var request = context.Request(HttpMethod.Get, operation, RequestEffect.Read, bucket, key);
        request.Flag("tagging");
        request.Parameter("versionId", versionId);
        var tags = await context.Caller.SendAsync<IReadOnlyList<KeyValuePair<string, string>>>(request, TryRead, cancellationToken).ConfigureAwait(false);
        return tags.Error?.ProviderCode is "NoSuchTagSet" or "NoSuchTagSetError" ? new([]) : tags;
    }

    public Task<StoreResult<Unit>> PutAsync(string bucket, string key, string? versionId, IReadOnlyList<KeyValuePair<string, string>> tags, CancellationToken cancellationToken)
    {
        const string operation = "PutObjectTagging";
        var refusal = context.Limits.Object(bucket, key) ?? context.Limits.Tags(tags) ?? (context.Dialect.HasTags ? null : $"{context.Dialect.Name} has no tags");
        if (refusal is not null) return context.Refuse<Unit>(operation, bucket, key, refusal);
        var request = context.Request(HttpMethod.Put, operation, RequestEffect.Repeatable, bucket, key);
        request.Flag("tagging");
        request.Parameter("versionId", versionId);
        var body = Encoding.UTF8.GetBytes(Document(tags));
        request.Document(body);
        return context.Caller.SendAsync<Unit>(request, StoreContext.Done, cancellationToken);
    }

    private static string Document(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        var xml = new StringBuilder("<Tagging><TagSet>");
        foreach (var (name, value) in tags)
            xml.Append("<Tag><Key>").Append(XmlEscape.Text(name)).Append("</Key><Value>").Append(XmlEscape.Text(value)).Append("</Value></Tag>");
        return xml.Append("</TagSet></Tagging>").ToString();
    }

    private bool TryRead(StoreResponse response, [MaybeNullWhen(false)] out IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        var found = new List<KeyValuePair<string, string>>();
        tags = found;
        if (response.Body.IsEmpty) return context.Wire.AnswersNoTagsWithNothing;
        var xml = new XmlScanner(response.Body);
        if (!xml.RootIs("Tagging"u8)) return false;
        while (xml.NextChild(1))
            while (xml.NextChild(2))
            {
                string name = "", value = "";
                while (xml.NextChild(3))
                {
                    if (xml.Name.SequenceEqual("Key"u8)) name = xml.Text();
                    else if (xml.Name.SequenceEqual("Value"u8)) value = xml.Text();
                }
                found.Add(new(name, value));
            }
        return xml.Complete;
    }
}
