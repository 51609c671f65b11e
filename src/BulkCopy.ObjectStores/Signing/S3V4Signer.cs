using System.Text;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// S3 signature version 4. Signs host, every <c>x-amz-*</c>, the content headers but the length, cache-control, expires,
/// range and the conditions; <c>x-amz-content-sha256</c> is <c>UNSIGNED-PAYLOAD</c> unless a hash is given.
/// </summary>
public sealed class S3V4Signer : RequestSigner
{
    internal const string StreamingPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private readonly V4Scope _scope;

    /// <summary>Creates the signer.</summary>
    /// <param name="region">The region of the scope, for example <c>us-east-1</c>.</param>
    /// <param name="service">The service of the scope. Default <c>s3</c>.</param>
    public S3V4Signer(string region, string service = "s3")
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        _scope = NewScope(region, service);
    }

    /// <inheritdoc />
    public override SignatureScheme Scheme => SignatureScheme.S3V4;

    /// <inheritdoc />
    public override void Sign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now) =>
        Sign(request, credentials, SigningTimestamp.Of(now), trace: null);

    /// <summary>
    /// Signs a request whose body is sent in signed chunks (<see cref="ChunkSignedContent"/>): adds
    /// <c>Content-Encoding: aws-chunked</c> in front of an encoding that is there, and
    /// <c>x-amz-decoded-content-length</c>.
    /// </summary>
    /// <param name="request">The request; changed.</param>
    /// <param name="credentials">The credentials.</param>
    /// <param name="now">The store's time (<see cref="SigningClock.Now"/>).</param>
    /// <param name="bodyLength">The length of the body in bytes, before it is cut in chunks.</param>
    /// <returns>What signs the chunks, in order, each once.</returns>
    public ChunkSigner SignChunked(SigningRequest request, StoreCredentials credentials, DateTimeOffset now, long bodyLength)
    {
        ArgumentNullException.ThrowIfNull(request);
        var encoding = request.FindHeader("Content-Encoding");
        if (string.IsNullOrEmpty(encoding)) request.SetHeader("Content-Encoding", "aws-chunked");
        else if (!encoding.StartsWith("aws-chunked", StringComparison.OrdinalIgnoreCase))
            request.SetHeader("Content-Encoding", "aws-chunked," + encoding);
        request.SetHeader("x-amz-decoded-content-length", bodyLength.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.PayloadHash = StreamingPayload;
        var timestamp = SigningTimestamp.Of(now);
        var seed = Sign(request, credentials, timestamp, trace: null);
        return new ChunkSigner(_scope.Key(credentials, timestamp.Date), timestamp.Basic, _scope.ToText(timestamp.Date), seed);
    }

    /// <inheritdoc />
    public override string Presign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now, TimeSpan validFor) =>
        Presign(request, credentials, SigningTimestamp.Of(now), WholeSeconds(validFor, V4Scope.LongestPresign), trace: null);

    internal static V4Scope NewScope(string region, string service) => new("AWS4-HMAC-SHA256", "AWS4", region, service, "aws4_request");

    internal string Sign(SigningRequest request, StoreCredentials credentials, SigningTimestamp timestamp, SigningTrace? trace)
    {
        var payload = request.PayloadHash ?? V4Scope.UnsignedPayload;
        request.SetHeader("x-amz-date", timestamp.Basic);
        request.SetHeader("x-amz-content-sha256", payload);
        request.SetOrRemoveHeader("x-amz-security-token", credentials.SessionToken);

        var query = new CanonicalPairs(stackalloc byte[512], stackalloc CanonicalPairs.Pair[16]);
        foreach (var parameter in request.Query) query.Add(parameter.Name, parameter.Value, PairForm.Query);
        var headers = new CanonicalPairs(stackalloc byte[1024], stackalloc CanonicalPairs.Pair[32]);
        CollectHeaders(request, ref headers);

        var signature = SignCanonical(request, ref query, ref headers, payload, credentials, timestamp, trace);
        request.SetHeader("Authorization", Authorization(credentials, timestamp, ref headers, signature));
        query.Dispose();
        headers.Dispose();
        return signature;
    }

    internal string Presign(
        SigningRequest request, StoreCredentials credentials, SigningTimestamp timestamp, long seconds, SigningTrace? trace)
    {
        var headers = new CanonicalPairs(stackalloc byte[512], stackalloc CanonicalPairs.Pair[16]);
        CollectHeaders(request, ref headers);
        var names = new ByteWriter(stackalloc byte[256]);
        headers.WriteNames(ref names);

        var query = new CanonicalPairs(stackalloc byte[1024], stackalloc CanonicalPairs.Pair[16]);
        foreach (var parameter in request.Query) query.Add(parameter.Name, parameter.Value, PairForm.Query);
        query.Add("X-Amz-Algorithm", _scope.Algorithm, PairForm.Query);
        query.Add("X-Amz-Credential", $"{credentials.AccessKeyId}/{_scope.ToText(timestamp.Date)}", PairForm.Query);
        query.Add("X-Amz-Date", timestamp.Basic, PairForm.Query);
        query.Add("X-Amz-Expires", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), PairForm.Query);
        query.Add("X-Amz-SignedHeaders", names.ToText(), PairForm.Query);
        if (credentials.SessionToken is { } token) query.Add("X-Amz-Security-Token", token, PairForm.Query);

        var signature = SignCanonical(request, ref query, ref headers, V4Scope.UnsignedPayload, credentials, timestamp, trace);
        var text = new ByteWriter(stackalloc byte[1024]);
        query.WriteQuery(ref text, isBareWhenEmpty: false);
        var url = $"{request.Scheme}://{request.Host}{request.EncodedPath}?{text.ToText()}&X-Amz-Signature={signature}";
        text.Dispose();
        names.Dispose();
        query.Dispose();
        headers.Dispose();
        return url;
    }

    private string SignCanonical(
        SigningRequest request, scoped ref CanonicalPairs query, scoped ref CanonicalPairs headers, string payload,
        StoreCredentials credentials, SigningTimestamp timestamp, SigningTrace? trace)
    {
        var text = new ByteWriter(stackalloc byte[2048]);
        text.Write(request.Method);
        text.Write((byte)'\n');
        text.Write(request.EncodedPath);
        text.Write((byte)'\n');
        query.SortByNameAndValue();
        query.WriteQuery(ref text, isBareWhenEmpty: false);
        text.Write((byte)'\n');
        headers.WriteHeaderLines(ref text);
        text.Write((byte)'\n');
        headers.WriteNames(ref text);
        text.Write((byte)'\n');
        text.Write(payload);
        Span<byte> signature = stackalloc byte[V4Scope.SignatureLength];
        _scope.Sign(text.Written, timestamp, _scope.Key(credentials, timestamp.Date), signature, trace);
        text.Dispose();
        return Encoding.ASCII.GetString(signature);
    }

    private string Authorization(
        StoreCredentials credentials, SigningTimestamp timestamp, scoped ref CanonicalPairs headers, string signature)
    {
        var text = new ByteWriter(stackalloc byte[1024]);
        text.Write("AWS4-HMAC-SHA256 Credential="u8);
        text.Write(credentials.AccessKeyId);
        text.Write((byte)'/');
        _scope.Write(ref text, timestamp.Date);
        text.Write(", SignedHeaders="u8);
        headers.WriteNames(ref text);
        text.Write(", Signature="u8);
        text.Write(signature);
        var value = text.ToText();
        text.Dispose();
        return value;
    }

    private static void CollectHeaders(SigningRequest request, scoped ref CanonicalPairs headers)
    {
        var isOwnChoice = request.SignedHeaders is null;
        headers.Add("host", request.Host, PairForm.SqueezedHeader);
        foreach (var header in request.Headers)
        {
            var isSigned = isOwnChoice ? IsSignedByDefault(header.Name) : request.IsListed(header.Name);
            if (isSigned && !header.Name.Equals("host", StringComparison.OrdinalIgnoreCase))
                headers.Add(header.Name, header.Value, PairForm.SqueezedHeader);
        }
        headers.SortByName();
    }

    private static bool IsSignedByDefault(string name) =>
        name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("if-", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) && !name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
        || name.Equals("range", StringComparison.OrdinalIgnoreCase)
        || name.Equals("cache-control", StringComparison.OrdinalIgnoreCase)
        || name.Equals("expires", StringComparison.OrdinalIgnoreCase);
}
