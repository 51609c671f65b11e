using System.Diagnostics.CodeAnalysis;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.PostObjects;
using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Form uploads and pre-signed URLs: what is signed for somebody else to send.</summary>
internal sealed class Forms(ObjectStoreOptions options, StoreContext context)
{
    private const string Operation = "PostObject";

    private readonly PostFormSigner signer = new(context.Caller.Signer.Scheme, options.Region);

    public async Task<string> PresignAsync(PresignRequest presign, CancellationToken cancellationToken)
    {
        if (context.Limits.Object(presign.Bucket, presign.Key) is { } why) throw new ArgumentException(why, nameof(presign));
        var target = context.Caller.Target(presign.Method, presign.Bucket, presign.Key);
        if (presign.VersionId is not null) target.Query.Add(new QueryParameter("versionId", presign.VersionId));
        foreach (var (name, value) in presign.Parameters) target.Query.Add(new QueryParameter(name, value));
        var credentials = await options.Credentials.GetAsync(cancellationToken).ConfigureAwait(false);
        return context.Caller.Signer.Presign(target, credentials, context.Caller.Clock.Now, presign.ValidFor);
    }

    public async Task<PostForm> SignAsync(PostFormRequest form, CancellationToken cancellationToken) =>
        signer.Sign(form, await options.Credentials.GetAsync(cancellationToken).ConfigureAwait(false), context.Caller.Clock.Now);

    public async Task<StoreResult<PostObjectResult>> PostAsync(PostObjectRequest post, CancellationToken cancellationToken)
    {
        var refusal = context.Limits.Object(post.Bucket, post.Key) ?? context.Limits.Put(post.Length)
            ?? (post.FileName.AsSpan().ContainsAny('\r', '\n') ? "a file name is one line" : null);
        if (refusal is not null) return await context.Refuse<PostObjectResult>(Operation, post.Bucket, post.Key, refusal).ConfigureAwait(false);
        var target = context.Caller.Target(HttpMethod.Post, post.Bucket, null);
        var form = await SignAsync(new PostFormRequest
        {
            Url = $"{target.Scheme}://{target.Host}{target.EncodedPath}",
            Bucket = post.Bucket,
            Key = post.Key,
            Policy = post.Policy,
            Fields = post.Fields,
            SuccessActionStatus = post.SuccessActionStatus,
            SuccessActionRedirect = post.SuccessActionRedirect,
        }, cancellationToken).ConfigureAwait(false);
        using var content = new PostFormContent(form, post.Content, post.Length, post.FileName);
        var request = new StoreRequest(HttpMethod.Post, Operation, RequestEffect.Once, target) { Form = content };
        return await context.Caller.SendAsync<PostObjectResult>(request, TryRead, cancellationToken).ConfigureAwait(false);
    }

    private bool TryRead(StoreResponse response, [MaybeNullWhen(false)] out PostObjectResult result)
    {
        result = null;
        var etag = StoreText.ETag(response.Header("ETag"));
        var location = response.Header("Location");
        var xml = new XmlScanner(response.Body);
        if (xml.RootIs("PostResponse"u8))
        {
            while (xml.NextChild(1))
            {
                if (xml.Name.SequenceEqual("ETag"u8)) etag ??= StoreText.ETag(xml.Text());
                else if (xml.Name.SequenceEqual("Location"u8)) location ??= xml.Text();
            }
            if (!xml.Complete) return false;
        }
        if (response.Status == 303 && location is null) return false;
        result = new PostObjectResult(response.Status, etag, location, context.Read.VersionId(response));
        return true;
    }
}
