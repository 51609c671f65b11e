using System.Diagnostics.CodeAnalysis;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>PUT and DELETE of single objects.</summary>
internal sealed class Writes(StoreContext context)
{
    public Task<StoreResult<WriteResult>> PutAsync(PutObjectRequest put, CancellationToken cancellationToken)
    {
        const string operation = "PutObject";
        var limits = context.Limits;
        var refusal = limits.Object(put.Bucket, put.Key) ?? limits.Put(put.Length) ?? limits.Headers(put.Headers) ?? limits.Tags(put.Tags)
            ?? limits.Encryption(put.Encryption) ?? limits.Acl(put.Acl) ?? RequestLimits.HeaderValue(put.StorageClass) ?? RequestLimits.HeaderValue(put.IfMatch);
        if (refusal is not null) return context.Refuse<WriteResult>(operation, put.Bucket, put.Key, refusal);
        var request = new StoreRequest(HttpMethod.Put, operation, RequestEffect.Once, context.Caller.Target(HttpMethod.Put, put.Bucket, put.Key))
        {
            Content = put.Content,
            ContentLength = put.Length,
        };
        context.Write.Stored(request, put.Headers);
        context.Write.Tags(request, put.Tags);
        request.Header(context.Wire.Headers.StorageClass, put.StorageClass);
        context.Write.Access(request, put.Acl);
        context.Write.Encryption(request, put.Encryption);
        if (put.ContentMd5 is not null) request.Header("Content-MD5", Convert.ToBase64String(put.ContentMd5));
        if (put.IfMatch is not null) request.Header("If-Match", StoreText.Quoted(put.IfMatch));
        if (put.ForbidOverwrite && context.Wire.ForbidOverwrite is { } guard)
        {
            request.Header(guard);
            request.UnmetMeansExists = put.IfMatch is null;
        }
        return context.Caller.SendAsync<WriteResult>(request, TryReadWritten, cancellationToken);
    }

    public bool TryReadWritten(StoreResponse response, [MaybeNullWhen(false)] out WriteResult result)
    {
        var etag = StoreText.ETag(response.Header("ETag"));
        result = etag is null ? null : new WriteResult
        {
            ETag = etag,
            Crc64 = context.Read.Crc64(response),
            VersionId = context.Read.VersionId(response),
            Checksums = context.Read.Checksums(response),
            RequestId = context.Read.RequestId(response),
        };
        return result is not null;
    }

    public async Task<StoreResult<DeleteResult>> DeleteAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken)
    {
        const string operation = "DeleteObject";
        if (context.Limits.Object(bucket, key) is { } why) return await context.Refuse<DeleteResult>(operation, bucket, key, why).ConfigureAwait(false);
        // Without a version id each repeat could add a delete marker.
        var effect = versionId is null && context.Dialect.HasVersions ? RequestEffect.Once : RequestEffect.Repeatable;
        var request = context.Request(HttpMethod.Delete, operation, effect, bucket, key);
        request.Parameter("versionId", versionId);
        var deleted = await context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out DeleteResult result) =>
        {
            result = new DeleteResult(context.Read.DeleteMarker(response), context.Read.VersionId(response));
            return true;
        }, cancellationToken).ConfigureAwait(false);
        return deleted.Error is { Code: StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion } ? new(new DeleteResult(false, versionId)) : deleted;
    }
}
