using System.Diagnostics.CodeAnalysis;
using BulkCopy.ObjectStores.Http;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Copies of whole objects inside the provider.</summary>
internal sealed class Copies(StoreContext context, Reads reads, Tagging tagging)
{
    private const string Operation = "CopyObject";

    public Task<StoreResult<CopyResult>> CopyAsync(CopyObjectRequest copy, CancellationToken cancellationToken)
    {
        if (Refusal(copy) is { } why) return context.Refuse<CopyResult>(Operation, copy.Bucket, copy.Key, why);
        var asksFirst = copy.Conditions is not null && !context.Dialect.EnforcesCopyConditions;
        var mayBeAmbiguous = copy.Conditions is not null && GuardsDestination(copy);
        var tagsAfter = copy.ReplaceTags is { Count: > 0 } && !context.Wire.TagsOnCopy;
        return asksFirst || mayBeAmbiguous || tagsAfter ? CopyCarefullyAsync(copy, asksFirst, cancellationToken) : SendAsync(copy, cancellationToken);
    }

    private string? Refusal(CopyObjectRequest copy)
    {
        var limits = context.Limits;
        return limits.Object(copy.Bucket, copy.Key) ?? limits.Object(copy.Source.Bucket, copy.Source.Key)
            ?? (copy.ReplaceHeaders is null ? null : limits.Headers(copy.ReplaceHeaders))
            ?? (copy.ReplaceTags is null ? null : limits.Tags(copy.ReplaceTags))
            ?? limits.Encryption(copy.Encryption) ?? limits.CustomerKey(copy.SourceCustomerKey)
            ?? limits.Acl(copy.Acl) ?? RequestLimits.HeaderValue(copy.StorageClass) ?? RequestLimits.HeaderValue(copy.Conditions?.IfMatch) ?? RequestLimits.HeaderValue(copy.Conditions?.IfNoneMatch);
    }

    private bool GuardsDestination(CopyObjectRequest copy) => copy.ForbidOverwrite && context.Wire is { ForbidOverwrite: not null, ForbidsOverwriteOnCopy: true };

    private async Task<StoreResult<CopyResult>> CopyCarefullyAsync(CopyObjectRequest copy, bool asksFirst, CancellationToken cancellationToken)
    {
        if (asksFirst && await reads.UnmetConditionAsync(copy.Source, copy.Conditions!, copy.SourceCustomerKey, cancellationToken).ConfigureAwait(false) is { } unmet)
            return new(unmet with { Operation = context.Wire.NameOf(Operation) });
        var copied = await SendAsync(copy, cancellationToken).ConfigureAwait(false);
        if (copied.Succeeded && copy.ReplaceTags is { Count: > 0 } tags && !context.Wire.TagsOnCopy)
        {
            var tagged = await tagging.PutAsync(copy.Bucket, copy.Key, copied.Value.VersionId, tags, cancellationToken).ConfigureAwait(false);
            return tagged.Succeeded ? copied : new(tagged.Error);
        }
        if (copied.Error is not { Code: StoreErrorCode.PreconditionFailed } error || !GuardsDestination(copy)) return copied;
        // Source and destination were both guarded and the store did not say which refused.
        var destination = await reads.HeadAsync(new ReadObjectRequest { Bucket = copy.Bucket, Key = copy.Key }, cancellationToken).ConfigureAwait(false);
        return destination.Succeeded ? new(error with { Code = StoreErrorCode.AlreadyExists }) : copied;
    }

    private Task<StoreResult<CopyResult>> SendAsync(CopyObjectRequest copy, CancellationToken cancellationToken)
    {
        var request = new StoreRequest(HttpMethod.Put, Operation, RequestEffect.Once, context.Caller.Target(HttpMethod.Put, copy.Bucket, copy.Key)) { IsCopy = true };
        var names = context.Wire.Headers;
        var write = context.Write;
        request.Header(names.CopySource, context.Caller.Endpoint.CopySourceOf(copy.Source));
        write.Conditions(request, copy.Conditions);
        if (copy.ReplaceHeaders is not null)
        {
            request.Header(names.MetadataDirective, context.Wire.ReplaceMetadata);
            write.Stored(request, copy.ReplaceHeaders);
        }
        if (copy.ReplaceTags is not null && context.Dialect.HasTags)
        {
            request.Header(names.TaggingDirective, context.Wire.ReplaceTags);
            write.Tags(request, copy.ReplaceTags);
        }
        request.Header(names.StorageClass, copy.StorageClass);
        write.Access(request, copy.Acl);
        write.Encryption(request, copy.Encryption);
        write.SourceCustomer(request, copy.SourceCustomerKey);
        if (GuardsDestination(copy))
        {
            request.Header(context.Wire.ForbidOverwrite!.Value);
            request.UnmetMeansExists = copy.Conditions is null;
        }
        return context.Caller.SendAsync<CopyResult>(request, TryRead, cancellationToken);
    }

    private bool TryRead(StoreResponse response, [MaybeNullWhen(false)] out CopyResult result)
    {
        result = null;
        if (!CopyAnswer.TryRead(response, isCompletion: false, out var answer)) return false;
        result = new CopyResult
        {
            ETag = answer.ETag,
            Crc64 = answer.Crc64 ?? context.Read.Crc64(response),
            Checksums = answer.Checksums,
            VersionId = answer.VersionId ?? context.Read.VersionId(response),
            SourceVersionId = context.Read.SourceVersionId(response),
            LastModified = answer.LastModified,
            Encryption = context.Read.Encryption(response),
            RequestId = context.Read.RequestId(response),
        };
        return true;
    }
}
