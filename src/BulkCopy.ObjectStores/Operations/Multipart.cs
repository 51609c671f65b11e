using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Multipart uploads: beginning, parts, completion, abortion.</summary>
internal sealed class Multipart(StoreContext context, Reads reads)
{
    public Task<StoreResult<string>> CreateAsync(CreateUploadRequest upload, CancellationToken cancellationToken)
    {
        const string operation = "CreateMultipartUpload";
        var limits = context.Limits;
        var refusal = limits.Object(upload.Bucket, upload.Key) ?? limits.Headers(upload.Headers) ?? limits.Tags(upload.Tags)
            ?? limits.Encryption(upload.Encryption) ?? limits.Acl(upload.Acl) ?? RequestLimits.HeaderValue(upload.StorageClass);
        if (refusal is not null) return context.Refuse<string>(operation, upload.Bucket, upload.Key, refusal);
        var request = context.Request(HttpMethod.Post, operation, RequestEffect.Once, upload.Bucket, upload.Key);
        request.Flag("uploads");
        context.Write.Stored(request, upload.Headers);
        context.Write.Tags(request, upload.Tags);
        request.Header(context.Wire.Headers.StorageClass, upload.StorageClass);
        context.Write.Access(request, upload.Acl);
        context.Write.Encryption(request, upload.Encryption);
        if (upload.ForbidOverwrite && context.Wire is { ForbidsOverwriteOnCreateUpload: true, ForbidOverwrite: { } guard }) request.Header(guard);
        return context.Caller.SendAsync<string>(request, TryReadUploadId, cancellationToken);
    }

    private static bool TryReadUploadId(StoreResponse response, [MaybeNullWhen(false)] out string uploadId)
    {
        uploadId = null;
        var xml = new XmlScanner(response.Body);
        if (!xml.RootIs("InitiateMultipartUploadResult"u8)) return false;
        while (xml.NextChild(1))
            if (xml.Name.SequenceEqual("UploadId"u8)) uploadId = xml.Text();
        return xml.Complete && !string.IsNullOrEmpty(uploadId);
    }

    public Task<StoreResult<PartResult>> CopyPartAsync(UploadPartCopyRequest part, CancellationToken cancellationToken)
    {
        const string operation = "UploadPartCopy";
        var limits = context.Limits;
        var refusal = limits.Object(part.Bucket, part.Key) ?? limits.Object(part.Source.Bucket, part.Source.Key) ?? limits.Part(part.PartNumber, part.Range?.Length)
            ?? limits.CustomerKey(part.CustomerKey) ?? limits.CustomerKey(part.SourceCustomerKey)
            ?? RequestLimits.HeaderValue(part.Conditions?.IfMatch) ?? RequestLimits.HeaderValue(part.Conditions?.IfNoneMatch);
        if (refusal is not null) return context.Refuse<PartResult>(operation, part.Bucket, part.Key, refusal);
        return part.Conditions is null || context.Dialect.EnforcesCopyConditions
            ? SendCopyPartAsync(part, operation, cancellationToken) : AskThenCopyPartAsync(part, operation, cancellationToken);
    }

    private async Task<StoreResult<PartResult>> AskThenCopyPartAsync(UploadPartCopyRequest part, string operation, CancellationToken cancellationToken)
    {
        var unmet = await reads.UnmetConditionAsync(part.Source, part.Conditions!, part.SourceCustomerKey, cancellationToken).ConfigureAwait(false);
        return unmet is null ? await SendCopyPartAsync(part, operation, cancellationToken).ConfigureAwait(false) : new(unmet with { Operation = context.Wire.NameOf(operation) });
    }

    private Task<StoreResult<PartResult>> SendCopyPartAsync(UploadPartCopyRequest part, string operation, CancellationToken cancellationToken)
    {
        var request = new StoreRequest(HttpMethod.Put, operation, RequestEffect.Repeatable, context.Caller.Target(HttpMethod.Put, part.Bucket, part.Key)) { IsCopy = true };
        Number(request, part.PartNumber, part.UploadId);
        request.Header(context.Wire.Headers.CopySource, context.Caller.Endpoint.CopySourceOf(part.Source));
        request.Header(context.Wire.Headers.CopySourceRange, part.Range?.ToString());
        context.Write.Conditions(request, part.Conditions);
        context.Write.Customer(request, part.CustomerKey);
        context.Write.SourceCustomer(request, part.SourceCustomerKey);
        return context.Caller.SendAsync<PartResult>(request, TryReadCopiedPart, cancellationToken);
    }

    private bool TryReadCopiedPart(StoreResponse response, [MaybeNullWhen(false)] out PartResult part)
    {
        var isWhole = CopyAnswer.TryRead(response, isCompletion: false, out var answer);
        part = isWhole ? new PartResult(answer.ETag, answer.Crc64 ?? context.Read.Crc64(response)) : null;
        return isWhole;
    }

    public Task<StoreResult<PartResult>> UploadPartAsync(UploadPartRequest part, CancellationToken cancellationToken)
    {
        const string operation = "UploadPart";
        var refusal = context.Limits.Object(part.Bucket, part.Key) ?? context.Limits.Part(part.PartNumber, part.Length) ?? context.Limits.CustomerKey(part.CustomerKey);
        if (refusal is not null) return context.Refuse<PartResult>(operation, part.Bucket, part.Key, refusal);
        var request = new StoreRequest(HttpMethod.Put, operation, RequestEffect.Repeatable, context.Caller.Target(HttpMethod.Put, part.Bucket, part.Key))
        {
            Content = part.Content,
            ContentLength = part.Length,
            MissingMeansUpload = true,
        };
        Number(request, part.PartNumber, part.UploadId);
        if (part.ContentMd5 is not null) request.Header("Content-MD5", Convert.ToBase64String(part.ContentMd5));
        context.Write.Customer(request, part.CustomerKey);
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out PartResult uploaded) =>
        {
            uploaded = StoreText.ETag(response.Header("ETag")) is { } etag ? new PartResult(etag, context.Read.Crc64(response)) : null;
            return uploaded is not null;
        }, cancellationToken);
    }

    private static void Number(StoreRequest request, int number, string uploadId)
    {
        request.Parameter("partNumber", number.ToString(CultureInfo.InvariantCulture));
        request.Parameter("uploadId", uploadId);
    }

    public Task<StoreResult<WriteResult>> CompleteAsync(CompleteUploadRequest upload, CancellationToken cancellationToken)
    {
        const string operation = "CompleteMultipartUpload";
        var refusal = context.Limits.Object(upload.Bucket, upload.Key) ?? context.Limits.Parts(upload.Parts);
        if (refusal is not null) return context.Refuse<WriteResult>(operation, upload.Bucket, upload.Key, refusal);
        var request = new StoreRequest(HttpMethod.Post, operation, RequestEffect.Once, context.Caller.Target(HttpMethod.Post, upload.Bucket, upload.Key))
        {
            IsCopy = true,
            MissingMeansUpload = true,
            Body = Encoding.UTF8.GetBytes(PartsDocument(upload.Parts)),
        };
        request.Parameter("uploadId", upload.UploadId);
        request.Header("Content-Type", "application/xml");
        if (upload.ForbidOverwrite && context.Wire.ForbidOverwrite is { } guard)
        {
            request.Header(guard);
            request.UnmetMeansExists = true;
        }
        return context.Wire.CompletionTellsETag ? context.Caller.SendAsync<WriteResult>(request, TryReadCompleted, cancellationToken) : CompleteAndAskAsync(upload, request, cancellationToken);
    }

    private async Task<StoreResult<WriteResult>> CompleteAndAskAsync(CompleteUploadRequest upload, StoreRequest request, CancellationToken cancellationToken)
    {
        var completed = await context.Caller.SendAsync<WriteResult>(request, TryReadCompleted, cancellationToken).ConfigureAwait(false);
        if (!completed.Succeeded || completed.Value.ETag.Length > 0) return completed;
        var head = await reads.HeadAsync(new ReadObjectRequest { Bucket = upload.Bucket, Key = upload.Key }, cancellationToken).ConfigureAwait(false);
        return head.Succeeded ? new(completed.Value with { ETag = head.Value.ETag, VersionId = head.Value.VersionId })
            : new(context.Caller.Errors.Lost(request, $"completed without an ETag, and then: {head.Error.Message}"));
    }

    private static string PartsDocument(IReadOnlyList<CompletedPart> parts)
    {
        var xml = new StringBuilder("<CompleteMultipartUpload>", 96 * (parts.Count + 1));
        foreach (var part in parts)
            xml.Append("<Part><PartNumber>").Append(part.PartNumber).Append("</PartNumber><ETag>\"").Append(XmlEscape.Text(part.ETag)).Append("\"</ETag></Part>");
        return xml.Append("</CompleteMultipartUpload>").ToString();
    }

    private bool TryReadCompleted(StoreResponse response, [MaybeNullWhen(false)] out WriteResult result)
    {
        result = null;
        if (!CopyAnswer.TryRead(response, isCompletion: true, out var answer, mayLackETag: !context.Wire.CompletionTellsETag)) return false;
        result = new WriteResult
        {
            ETag = answer.ETag,
            Crc64 = answer.Crc64 ?? context.Read.Crc64(response),
            VersionId = answer.VersionId ?? context.Read.VersionId(response),
            Checksums = answer.Checksums,
            RequestId = context.Read.RequestId(response),
        };
        return true;
    }

    public async Task<StoreResult<Unit>> AbortAsync(string bucket, string key, string uploadId, CancellationToken cancellationToken)
    {
        const string operation = "AbortMultipartUpload";
        if (context.Limits.Object(bucket, key) is { } why) return await context.Refuse<Unit>(operation, bucket, key, why).ConfigureAwait(false);
        var request = context.Request(HttpMethod.Delete, operation, RequestEffect.Repeatable, bucket, key);
        request.Parameter("uploadId", uploadId);
        var aborted = await context.Caller.SendAsync<Unit>(request, StoreContext.Done, cancellationToken).ConfigureAwait(false);
        return aborted.Error is { Code: StoreErrorCode.NoSuchUpload } ? new(default(Unit)) : aborted;
    }
}
