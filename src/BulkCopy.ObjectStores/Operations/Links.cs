using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Symbolic links (OSS) and appendable objects (OSS, COS).</summary>
internal sealed class Links(StoreContext context, Writes writes)
{
    private const string TargetHeader = "x-oss-symlink-target";

    public Task<StoreResult<WriteResult>> PutSymlinkAsync(string bucket, string key, string target, CancellationToken cancellationToken)
    {
        const string operation = "PutSymlink";
        if ((context.Limits.Object(bucket, key) ?? context.Limits.Key(target) ?? NoLinks()) is { } why) return context.Refuse<WriteResult>(operation, bucket, key, why);
        var request = context.Request(HttpMethod.Put, operation, RequestEffect.Once, bucket, key);
        request.Flag("symlink");
        request.Header(TargetHeader, PercentEncoding.EncodePath(target));
        return context.Caller.SendAsync<WriteResult>(request, writes.TryReadWritten, cancellationToken);
    }

    public Task<StoreResult<string>> GetSymlinkAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken)
    {
        const string operation = "GetSymlink";
        if ((context.Limits.Object(bucket, key) ?? NoLinks()) is { } why) return context.Refuse<string>(operation, bucket, key, why);
        var request = context.Request(HttpMethod.Get, operation, RequestEffect.Read, bucket, key);
        request.Flag("symlink");
        request.Parameter("versionId", versionId);
        return context.Caller.SendAsync(request, static (StoreResponse response, [MaybeNullWhen(false)] out string target) =>
        {
            target = response.Header(TargetHeader) is { Length: > 0 } encoded ? Uri.UnescapeDataString(encoded) : null;
            return target is not null;
        }, cancellationToken);
    }

    private string? NoLinks() => context.Wire.HasSymlinks ? null : $"{context.Dialect.Name} has no symbolic links";

    public Task<StoreResult<AppendResult>> AppendAsync(AppendObjectRequest append, CancellationToken cancellationToken)
    {
        const string operation = "AppendObject";
        var refusal = context.Limits.Object(append.Bucket, append.Key) ?? context.Limits.Put(append.Length) ?? context.Limits.Headers(append.Headers) ?? RequestLimits.HeaderValue(append.StorageClass)
            ?? (append.Position < 0 ? "a position is not negative" : context.Wire.HasAppend ? null : $"{context.Dialect.Name} has no appendable objects");
        if (refusal is not null) return context.Refuse<AppendResult>(operation, append.Bucket, append.Key, refusal);
        var request = new StoreRequest(HttpMethod.Post, operation, RequestEffect.Once, context.Caller.Target(HttpMethod.Post, append.Bucket, append.Key))
        {
            Content = append.Content,
            ContentLength = append.Length,
        };
        request.Flag("append");
        request.Parameter("position", append.Position.ToString(CultureInfo.InvariantCulture));
        context.Write.Stored(request, append.Headers);
        request.Header(context.Wire.Headers.StorageClass, append.StorageClass);
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out AppendResult result) =>
        {
            var next = StoreText.Long(response.Header(context.Wire.Headers.NextAppendPosition));
            result = next is null ? null : new AppendResult(next.Value, context.Read.Crc64(response));
            return result is not null;
        }, cancellationToken);
    }
}
