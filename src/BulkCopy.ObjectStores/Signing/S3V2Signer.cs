using System.Collections.Frozen;
using System.Globalization;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// S3 signature version 2 (HMAC-SHA1), still spoken by BSC, MinIO and Ceph. Signs Content-MD5, Content-Type, Date, every
/// <c>x-amz-*</c> header, the path as sent and the sub-resources among the query parameters.
/// </summary>
public sealed class S3V2Signer : RequestSigner
{
    private static readonly FrozenSet<string> s_subResources = new[]
    {
        "acl", "accelerate", "analytics", "cors", "defaultObjectAcl", "delete", "encryption", "inventory", "legal-hold",
        "lifecycle", "location", "logging", "metrics", "notification", "object-lock", "partNumber", "policy", "replication",
        "requestPayment", "response-cache-control", "response-content-disposition", "response-content-encoding",
        "response-content-language", "response-content-type", "response-expires", "restore", "retention", "select",
        "select-type", "storageClass", "tagging", "torrent", "uploadId", "uploads", "versionId", "versioning", "versions",
        "website",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc />
    public override SignatureScheme Scheme => SignatureScheme.S3V2;

    /// <inheritdoc />
    public override void Sign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now) =>
        Sign(request, credentials, SigningTimestamp.Of(now).Rfc1123, trace: null);

    /// <inheritdoc />
    public override string Presign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now, TimeSpan validFor) =>
        Presign(request, credentials, now.ToUnixTimeSeconds() + WholeSeconds(validFor, TimeSpan.FromDays(3650)), trace: null);

    internal static void Sign(SigningRequest request, StoreCredentials credentials, string date, SigningTrace? trace)
    {
        request.SetOrRemoveHeader("x-amz-security-token", credentials.SessionToken);
        // With x-amz-date the Date line is empty and that header carries the time.
        var slot = date;
        if (request.FindHeader("x-amz-date") is not null)
        {
            request.SetHeader("x-amz-date", date);
            slot = "";
        }
        else
        {
            request.SetHeader("Date", date);
        }
        var signature = SignCanonical(request, credentials.SecretAccessKey, slot, token: null, trace);
        request.SetHeader("Authorization", $"AWS {credentials.AccessKeyId}:{signature}");
    }

    internal static string Presign(SigningRequest request, StoreCredentials credentials, long expires, SigningTrace? trace)
    {
        var slot = expires.ToString(CultureInfo.InvariantCulture);
        var signature = SignCanonical(request, credentials.SecretAccessKey, slot, credentials.SessionToken, trace);
        var url = new PresignedUrl(request);
        url.Add("AWSAccessKeyId", credentials.AccessKeyId);
        url.Add("Signature", signature);
        url.Add("Expires", slot);
        if (credentials.SessionToken is { } token) url.Add("x-amz-security-token", token);
        return url.ToString();
    }

    private static string SignCanonical(SigningRequest request, string secret, string date, string? token, SigningTrace? trace)
    {
        var text = new ByteWriter(stackalloc byte[2048]);
        V1Text.WriteHead(request, date, ref text);
        var start = text.Length;
        var headers = new CanonicalPairs(stackalloc byte[1024], stackalloc CanonicalPairs.Pair[32]);
        // In a pre-signed URL the token stands in the query and is signed like the header it replaces.
        if (token is not null) headers.Add("x-amz-security-token", token, PairForm.Header);
        V1Text.CollectVendorHeaders(request, "x-amz-", ref headers);
        headers.WriteHeaderLines(ref text);
        headers.Dispose();
        trace?.Record("canonicalizedAmzHeaders", text.Written[start..]);

        start = text.Length;
        if (request.IsBucketInHost && request.Bucket is not null)
        {
            text.Write((byte)'/');
            text.Write(request.Bucket);
        }
        text.Write(request.EncodedPath);
        var query = new CanonicalPairs(stackalloc byte[512], stackalloc CanonicalPairs.Pair[16]);
        foreach (var (name, value) in request.Query)
            if (s_subResources.Contains(name)) query.Add(name, value, PairForm.Raw);
        V1Text.WriteSubResources(ref query, ref text);
        query.Dispose();
        trace?.Record("canonicalizedResource", text.Written[start..]);
        trace?.Record("stringToSign", text.Written);
        var signature = V1Text.Sign(secret, text.Written);
        text.Dispose();
        return signature;
    }
}
