using System.Collections.Frozen;
using System.Globalization;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// OSS signature version 1 (HMAC-SHA1). Signs Content-MD5, Content-Type, Date, every <c>x-oss-*</c> header, the decoded
/// resource and the sub-resources among the query parameters.
/// </summary>
public sealed class OssV1Signer : RequestSigner
{
    private static readonly FrozenSet<string> s_subResources = new[]
    {
        "acl", "bucketInfo", "location", "stat", "delete", "append", "tagging", "objectMeta", "uploads", "uploadId", "partNumber",
        "security-token", "position", "response-content-type", "response-content-language", "response-expires",
        "response-cache-control", "response-content-disposition", "response-content-encoding", "restore", "callback",
        "callback-var", "versions", "versioning", "versionId", "sequential", "continuation-token", "regionList", "cloudboxes",
        "symlink", "resourceGroup", "cors", "logging", "website", "referer", "lifecycle", "img", "style", "styleName",
        "replication", "replicationProgress", "replicationLocation", "cname", "comp", "qos", "live", "status", "vod",
        "startTime", "endTime",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc />
    public override SignatureScheme Scheme => SignatureScheme.OssV1;

    /// <inheritdoc />
    public override void Sign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now) =>
        Sign(request, credentials, SigningTimestamp.Of(now).Rfc1123, trace: null);

    /// <inheritdoc />
    public override string Presign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now, TimeSpan validFor) =>
        Presign(request, credentials, now.ToUnixTimeSeconds() + WholeSeconds(validFor, TimeSpan.FromDays(3650)), trace: null);

    internal static void Sign(SigningRequest request, StoreCredentials credentials, string date, SigningTrace? trace)
    {
        request.SetHeader("Date", date);
        // A caller that sends x-oss-date as well gets the same instant in both; the store reads that one.
        if (request.FindHeader("x-oss-date") is not null) request.SetHeader("x-oss-date", date);
        request.SetOrRemoveHeader("x-oss-security-token", credentials.SessionToken);
        var signature = SignCanonical(request, credentials.SecretAccessKey, date, token: null, trace);
        request.SetHeader("Authorization", $"OSS {credentials.AccessKeyId}:{signature}");
    }

    internal static string Presign(SigningRequest request, StoreCredentials credentials, long expires, SigningTrace? trace)
    {
        var slot = expires.ToString(CultureInfo.InvariantCulture);
        var signature = SignCanonical(request, credentials.SecretAccessKey, slot, credentials.SessionToken, trace);
        List<QueryParameter> all =
            [.. request.Query, new("Expires", slot), new("OSSAccessKeyId", credentials.AccessKeyId), new("Signature", signature)];
        if (credentials.SessionToken is { } token) all.Add(new QueryParameter("security-token", token));
        var url = new PresignedUrl(request, withOwnQuery: false);
        foreach (var (name, value) in all.OrderBy(p => p.Name, StringComparer.Ordinal)) url.Add(name, value);
        return url.ToString();
    }

    private static string SignCanonical(SigningRequest request, string secret, string date, string? token, SigningTrace? trace)
    {
        var text = new ByteWriter(stackalloc byte[2048]);
        V1Text.WriteHead(request, date, ref text);
        var start = text.Length;
        var headers = new CanonicalPairs(stackalloc byte[1024], stackalloc CanonicalPairs.Pair[32]);
        V1Text.CollectVendorHeaders(request, "x-oss-", ref headers);
        headers.WriteHeaderLines(ref text);
        headers.Dispose();
        trace?.Record("canonicalizedOssHeaders", text.Written[start..]);

        start = text.Length;
        text.Write((byte)'/');
        if (request.Bucket is not null)
        {
            text.Write(request.Bucket);
            text.Write((byte)'/');
            text.Write(request.Key);
        }
        var query = new CanonicalPairs(stackalloc byte[512], stackalloc CanonicalPairs.Pair[16]);
        foreach (var (name, value) in request.Query)
            if (s_subResources.Contains(name) || name.StartsWith("x-oss-", StringComparison.Ordinal)) query.Add(name, value, PairForm.Raw);
        if (token is not null) query.Add("security-token", token, PairForm.Raw);
        V1Text.WriteSubResources(ref query, ref text);
        query.Dispose();
        trace?.Record("canonicalizedResource", text.Written[start..]);
        trace?.Record("stringToSign", text.Written);
        var signature = V1Text.Sign(secret, text.Written);
        text.Dispose();
        return signature;
    }
}
