using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>HEAD and GET of objects.</summary>
internal sealed class Reads(StoreContext context)
{
    public Task<StoreResult<ObjectProperties>> HeadAsync(ReadObjectRequest read, CancellationToken cancellationToken)
    {
        if (Refusal(read) is { } why) return context.Refuse<ObjectProperties>("HeadObject", read.Bucket, read.Key, why);
        var request = context.Request(HttpMethod.Head, "HeadObject", RequestEffect.Read, read.Bucket, read.Key);
        Describe(request, read);
        return context.Caller.SendAsync<ObjectProperties>(request, context.Read.TryObject, cancellationToken);
    }

    public Task<StoreResult<OpenObject>> GetAsync(ReadObjectRequest read, CancellationToken cancellationToken)
    {
        if (Refusal(read) is { } why) return context.Refuse<OpenObject>("GetObject", read.Bucket, read.Key, why);
        var request = new StoreRequest(HttpMethod.Get, "GetObject", RequestEffect.Read, context.Caller.Target(HttpMethod.Get, read.Bucket, read.Key)) { StreamsAnswer = true };
        Describe(request, read);
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out OpenObject opened) => TryOpen(read, response, out opened), cancellationToken);
    }

    /// <summary>Asks HEAD whether the source of a copy meets its conditions, for stores that do not look at them. <c>null</c> if it does.</summary>
    public async Task<StoreError?> UnmetConditionAsync(CopySource source, CopyConditions conditions, CustomerKey? key, CancellationToken cancellationToken)
    {
        var read = new ReadObjectRequest { Bucket = source.Bucket, Key = source.Key, VersionId = source.VersionId, CustomerKey = key };
        var found = await HeadAsync(read, cancellationToken).ConfigureAwait(false);
        if (!found.Succeeded) return found.Error;
        var properties = found.Value;
        var isMet = (conditions.IfMatch is null || IsSame(conditions.IfMatch, properties.ETag))
            && (conditions.IfNoneMatch is null || !IsSame(conditions.IfNoneMatch, properties.ETag))
            && (conditions.IfModifiedSince is null || properties.LastModified > conditions.IfModifiedSince)
            && (conditions.IfUnmodifiedSince is null || properties.LastModified <= conditions.IfUnmodifiedSince);
        return isMet ? null : new StoreError
        {
            Code = StoreErrorCode.PreconditionFailed,
            Operation = "HeadObject",
            Message = $"the source does not meet the preconditions: it has ETag {properties.ETag}, last modified {StoreText.HttpDate(properties.LastModified)}",
            Resource = $"{source.Bucket}/{source.Key}",
        };
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private string? Refusal(ReadObjectRequest read) =>
        context.Limits.Object(read.Bucket, read.Key) ?? context.Limits.CustomerKey(read.CustomerKey)
        ?? (read.Range is { } range && (range.First < 0 || range.Last < range.First) ? $"a range is ascending: {range}" : null)
        ?? RequestLimits.HeaderValue(read.IfMatch) ?? RequestLimits.HeaderValue(read.IfNoneMatch);

    private void Describe(StoreRequest request, ReadObjectRequest read)
    {
        if (read.PartNumber is { } part) request.Parameter("partNumber", part.ToString(CultureInfo.InvariantCulture));
        request.Parameter("versionId", read.VersionId);
        if (read.IfMatch is not null) request.Header("If-Match", StoreText.Quoted(read.IfMatch));
        if (read.IfNoneMatch is not null) request.Header("If-None-Match", StoreText.Quoted(read.IfNoneMatch));
        if (read.Range is { } range) request.Header("Range", range.ToString());
        if (read.WithChecksums && context.Wire.HasChecksumMode) request.Header("x-amz-checksum-mode", "ENABLED");
        context.Write.Customer(request, read.CustomerKey);
    }

    private bool TryOpen(ReadObjectRequest read, StoreResponse response, [MaybeNullWhen(false)] out OpenObject opened)
    {
        opened = null;
        if (!context.Read.TryObject(response, out var properties)) return false;
        var length = response.Message.Content.Headers.ContentLength ?? properties.Range?.Length;
        if (length is null || (properties.Range is { } told && told.Length != length)) return false;
        if (!IsRangeAsAsked(read, response, properties)) return false;
        var content = new OpenContent(response.Message, length.Value, context.Patience, context.Time);
        opened = new OpenObject(properties, length.Value, content, response);
        return true;
    }

    /// <summary>OSS gives the whole object, with status 200, for a range that it does not understand.</summary>
    private static bool IsRangeAsAsked(ReadObjectRequest read, StoreResponse response, ObjectProperties properties)
    {
        if (read.Range is not { } asked) return true;
        if (response.Status != 206 || properties.Range is not { } given) return asked.First == 0 && asked.Last >= properties.Size - 1;
        return given.First == asked.First && given.Last == Math.Min(asked.Last, properties.Size - 1);
    }
}
