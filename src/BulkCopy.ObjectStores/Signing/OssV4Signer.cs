using System.Text;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// OSS signature version 4. Signs every <c>x-oss-*</c>, <c>content-type</c> and <c>content-md5</c>, and what
/// <see cref="SigningRequest.SignedHeaders"/> names in addition; the resource always begins with the bucket.
/// </summary>
public sealed class OssV4Signer : RequestSigner
{
    private readonly V4Scope _scope;

    /// <summary>Creates the signer.</summary>
    /// <param name="region">The region of the scope without <c>oss-</c>, for example <c>cn-hangzhou</c>.</param>
    /// <param name="product">The product of the scope. Default <c>oss</c>; cloud boxes have <c>oss-cloudbox</c>.</param>
    public OssV4Signer(string region, string product = "oss")
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        _scope = NewScope(region, product);
    }

    /// <inheritdoc />
    public override SignatureScheme Scheme => SignatureScheme.OssV4;

    /// <inheritdoc />
    public override void Sign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now) =>
        Sign(request, credentials, SigningTimestamp.Of(now), trace: null);

    /// <inheritdoc />
    public override string Presign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now, TimeSpan validFor) =>
        Presign(request, credentials, SigningTimestamp.Of(now), WholeSeconds(validFor, V4Scope.LongestPresign), trace: null);

    internal static V4Scope NewScope(string region, string product) => new("OSS4-HMAC-SHA256", "aliyun_v4", region, product, "aliyun_v4_request");

    internal void Sign(SigningRequest request, StoreCredentials credentials, SigningTimestamp timestamp, SigningTrace? trace)
    {
        var payload = request.PayloadHash ?? V4Scope.UnsignedPayload;
        request.SetHeader("x-oss-date", timestamp.Basic);
        request.SetHeader("x-oss-content-sha256", payload);
        request.SetOrRemoveHeader("x-oss-security-token", credentials.SessionToken);

        var query = new CanonicalPairs(stackalloc byte[512], stackalloc CanonicalPairs.Pair[16]);
        foreach (var parameter in request.Query) query.Add(parameter.Name, parameter.Value, PairForm.Query);
        var additional = AdditionalNames(request);
        var signature = SignCanonical(request, ref query, additional, payload, credentials, timestamp, trace);
        query.Dispose();
        request.SetHeader("Authorization", Authorization(credentials, timestamp, additional, signature));
    }

    internal string Presign(
        SigningRequest request, StoreCredentials credentials, SigningTimestamp timestamp, long seconds, SigningTrace? trace)
    {
        var additional = AdditionalNames(request);
        var query = new CanonicalPairs(stackalloc byte[1024], stackalloc CanonicalPairs.Pair[16]);
        foreach (var parameter in request.Query) query.Add(parameter.Name, parameter.Value, PairForm.Query);
        query.Add("x-oss-signature-version", _scope.Algorithm, PairForm.Query);
        query.Add("x-oss-credential", $"{credentials.AccessKeyId}/{_scope.ToText(timestamp.Date)}", PairForm.Query);
        query.Add("x-oss-date", timestamp.Basic, PairForm.Query);
        query.Add("x-oss-expires", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), PairForm.Query);
        if (credentials.SessionToken is { } token) query.Add("x-oss-security-token", token, PairForm.Query);
        if (additional.Length > 0) query.Add("x-oss-additional-headers", additional, PairForm.Query);

        var signature = SignCanonical(request, ref query, additional, V4Scope.UnsignedPayload, credentials, timestamp, trace);
        query.Add("x-oss-signature", signature, PairForm.Query);
        query.SortByNameAndValue();
        var text = new ByteWriter(stackalloc byte[1024]);
        query.WriteQuery(ref text, isBareWhenEmpty: true);
        var url = $"{request.Scheme}://{request.Host}{request.EncodedPath}?{text.ToText()}";
        text.Dispose();
        query.Dispose();
        return url;
    }

    private string SignCanonical(
        SigningRequest request, scoped ref CanonicalPairs query, string additional, string payload,
        StoreCredentials credentials, SigningTimestamp timestamp, SigningTrace? trace)
    {
        var text = new ByteWriter(stackalloc byte[2048]);
        text.Write(request.Method);
        text.Write((byte)'\n');
        WriteResource(request, ref text);
        text.Write((byte)'\n');
        query.SortByNameAndValue();
        query.WriteQuery(ref text, isBareWhenEmpty: true);
        text.Write((byte)'\n');
        var headers = new CanonicalPairs(stackalloc byte[1024], stackalloc CanonicalPairs.Pair[32]);
        CollectHeaders(request, ref headers);
        headers.WriteHeaderLines(ref text);
        headers.Dispose();
        text.Write((byte)'\n');
        text.Write(additional);
        text.Write((byte)'\n');
        text.Write(payload);
        Span<byte> signature = stackalloc byte[V4Scope.SignatureLength];
        _scope.Sign(text.Written, timestamp, _scope.Key(credentials, timestamp.Date), signature, trace);
        text.Dispose();
        return Encoding.ASCII.GetString(signature);
    }

    private static void WriteResource(SigningRequest request, scoped ref ByteWriter text)
    {
        text.Write((byte)'/');
        if (request.Bucket is null) return;
        text.WriteEncoded(request.Bucket);
        text.Write((byte)'/');
        text.WriteEncoded(request.Key, keepSlash: true);
    }

    private static void CollectHeaders(SigningRequest request, scoped ref CanonicalPairs headers)
    {
        if (request.IsListed("host")) headers.Add("host", request.Host, PairForm.Header);
        foreach (var (name, value) in request.Headers)
            if (IsSigned(name) || (request.IsListed(name) && !name.Equals("host", StringComparison.OrdinalIgnoreCase)))
                headers.Add(name, value, PairForm.Header);
        headers.SortByName();
    }

    private string Authorization(StoreCredentials credentials, SigningTimestamp timestamp, string additional, string signature)
    {
        var text = new ByteWriter(stackalloc byte[512]);
        text.Write("OSS4-HMAC-SHA256 Credential="u8);
        text.Write(credentials.AccessKeyId);
        text.Write((byte)'/');
        _scope.Write(ref text, timestamp.Date);
        if (additional.Length > 0)
        {
            text.Write(",AdditionalHeaders="u8);
            text.Write(additional);
        }
        text.Write(",Signature="u8);
        text.Write(signature);
        var value = text.ToText();
        text.Dispose();
        return value;
    }

    private static string AdditionalNames(SigningRequest request) =>
        request.SignedHeaders is not { Count: > 0 } listed
            ? ""
            : string.Join(';', listed.Select(n => n.ToLowerInvariant()).Where(n => !IsSigned(n)).Distinct().Order(StringComparer.Ordinal));

    private static bool IsSigned(string name) =>
        name.StartsWith("x-oss-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-md5", StringComparison.OrdinalIgnoreCase);
}
