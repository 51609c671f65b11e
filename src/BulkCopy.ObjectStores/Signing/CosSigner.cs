using System.Security.Cryptography;
using System.Text;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// The COS request signature (<c>q-sign-algorithm=sha1</c>). Signs host, content-type, content-md5, range, every
/// <c>x-cos-*</c> and the whole query; the path is signed decoded.
/// </summary>
public sealed class CosSigner : RequestSigner
{
    private const int WindowStepSeconds = 60;
    private readonly long _validSeconds;
    private volatile CachedWindow? _latest;

    /// <summary>Creates the signer.</summary>
    /// <param name="validFor">
    /// How long a signed request is accepted. Default 15 minutes. Windows begin at whole minutes and are reused for a
    /// minute, so that their key is not derived for each request.
    /// </param>
    public CosSigner(TimeSpan? validFor = null) =>
        _validSeconds = WholeSeconds(validFor ?? TimeSpan.FromMinutes(15), TimeSpan.FromDays(365));

    private sealed record CachedWindow(string Secret, long Minute, CosKeyTime KeyTime);

    /// <inheritdoc />
    public override SignatureScheme Scheme => SignatureScheme.CosHeader;

    /// <inheritdoc />
    public override void Sign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        Sign(request, credentials, Window(credentials.SecretAccessKey, now.ToUnixTimeSeconds()), trace: null);
    }

    /// <inheritdoc />
    public override string Presign(SigningRequest request, StoreCredentials credentials, DateTimeOffset now, TimeSpan validFor)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var start = now.ToUnixTimeSeconds();
        var end = start + WholeSeconds(validFor, TimeSpan.FromDays(3650));
        return Presign(request, credentials, CosKeyTime.Derive(credentials.SecretAccessKey, start, end), trace: null);
    }

    internal void Sign(SigningRequest request, StoreCredentials credentials, CosKeyTime keyTime, SigningTrace? trace)
    {
        request.SetOrRemoveHeader("x-cos-security-token", credentials.SessionToken);
        var query = new CanonicalPairs(stackalloc byte[512], stackalloc CanonicalPairs.Pair[16]);
        var headers = new CanonicalPairs(stackalloc byte[1024], stackalloc CanonicalPairs.Pair[32]);
        Collect(request, ref query, ref headers);
        Span<byte> signature = stackalloc byte[2 * HMACSHA1.HashSizeInBytes];
        SignCanonical(request, ref query, ref headers, keyTime, signature, trace);

        var text = new ByteWriter(stackalloc byte[1024]);
        text.Write("q-sign-algorithm=sha1&q-ak="u8);
        text.Write(credentials.AccessKeyId);
        text.Write("&q-sign-time="u8);
        text.Write(keyTime.Window);
        text.Write("&q-key-time="u8);
        text.Write(keyTime.Window);
        text.Write("&q-header-list="u8);
        headers.WriteNames(ref text);
        text.Write("&q-url-param-list="u8);
        query.WriteNames(ref text);
        text.Write("&q-signature="u8);
        text.Write(signature);
        request.SetHeader("Authorization", text.ToText());
        text.Dispose();
        query.Dispose();
        headers.Dispose();
    }

    internal static string Presign(SigningRequest request, StoreCredentials credentials, CosKeyTime keyTime, SigningTrace? trace)
    {
        var query = new CanonicalPairs(stackalloc byte[512], stackalloc CanonicalPairs.Pair[16]);
        var headers = new CanonicalPairs(stackalloc byte[512], stackalloc CanonicalPairs.Pair[16]);
        Collect(request, ref query, ref headers);
        Span<byte> signature = stackalloc byte[2 * HMACSHA1.HashSizeInBytes];
        SignCanonical(request, ref query, ref headers, keyTime, signature, trace);

        var names = new ByteWriter(stackalloc byte[256]);
        headers.WriteNames(ref names);
        var headerList = names.ToText();
        names.Clear();
        query.WriteNames(ref names);
        var parameterList = names.ToText();

        var url = new PresignedUrl(request);
        url.Add("q-sign-algorithm", "sha1");
        url.Add("q-ak", credentials.AccessKeyId);
        url.Add("q-sign-time", keyTime.Window);
        url.Add("q-key-time", keyTime.Window);
        url.Add("q-header-list", headerList);
        url.Add("q-url-param-list", parameterList);
        url.Add("q-signature", Encoding.ASCII.GetString(signature));
        if (credentials.SessionToken is { } token) url.Add("x-cos-security-token", token);
        names.Dispose();
        query.Dispose();
        headers.Dispose();
        return url.ToString();
    }

    private static void Collect(SigningRequest request, scoped ref CanonicalPairs query, scoped ref CanonicalPairs headers)
    {
        foreach (var (name, value) in request.Query) query.Add(name, value, PairForm.Cos & ~PairForm.TrimValue);
        query.SortByNameAndValue();
        var isOwnChoice = request.SignedHeaders is null;
        if (isOwnChoice || request.IsListed("host")) headers.Add("host", request.Host, PairForm.Cos);
        foreach (var (name, value) in request.Headers)
        {
            var isSigned = isOwnChoice ? IsSignedByDefault(name) : request.IsListed(name);
            if (isSigned && !name.Equals("host", StringComparison.OrdinalIgnoreCase)) headers.Add(name, value, PairForm.Cos);
        }
        headers.SortByName();
    }

    private static void SignCanonical(
        SigningRequest request, scoped ref CanonicalPairs query, scoped ref CanonicalPairs headers, CosKeyTime keyTime,
        scoped Span<byte> signature, SigningTrace? trace)
    {
        var text = new ByteWriter(stackalloc byte[2048]);
        text.WriteLower(request.Method);
        text.Write((byte)'\n');
        WriteDecodedPath(request, ref text);
        text.Write((byte)'\n');
        query.WriteQuery(ref text, isBareWhenEmpty: false);
        text.Write((byte)'\n');
        headers.WriteQuery(ref text, isBareWhenEmpty: false);
        text.Write((byte)'\n');
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(text.Written, digest);
        if (trace is not null) Trace(trace, ref query, ref headers, keyTime, text.Written, digest);

        text.Clear();
        text.Write("sha1\n"u8);
        text.Write(keyTime.Window);
        text.Write((byte)'\n');
        text.WriteHex(digest);
        text.Write((byte)'\n');
        trace?.Record("stringToSign", text.Written);
        HMACSHA1.HashData(keyTime.SignKey, text.Written, digest);
        text.Dispose();
        var hex = new ByteWriter(signature);
        hex.WriteHex(digest);
    }

    private static void WriteDecodedPath(SigningRequest request, scoped ref ByteWriter text)
    {
        text.Write((byte)'/');
        if (!request.IsBucketInHost && request.Bucket is not null)
        {
            text.Write(request.Bucket);
            if (request.Key is not null) text.Write((byte)'/');
        }
        text.Write(request.Key);
    }

    private static void Trace(
        SigningTrace trace, scoped ref CanonicalPairs query, scoped ref CanonicalPairs headers, CosKeyTime keyTime,
        scoped ReadOnlySpan<byte> httpString, scoped ReadOnlySpan<byte> digest)
    {
        var text = new ByteWriter(stackalloc byte[512]);
        query.WriteNames(ref text);
        trace.Record("urlParamList", text.Written);
        text.Clear();
        query.WriteQuery(ref text, isBareWhenEmpty: false);
        trace.Record("httpParameters", text.Written);
        text.Clear();
        headers.WriteNames(ref text);
        trace.Record("headerList", text.Written);
        text.Clear();
        headers.WriteQuery(ref text, isBareWhenEmpty: false);
        trace.Record("httpHeaders", text.Written);
        text.Dispose();
        trace.Record("keyTime", keyTime.Window);
        trace.Record("signKey", keyTime.SignKey);
        trace.Record("httpString", httpString);
        trace.Record("sha1HttpString", Convert.ToHexStringLower(digest));
    }

    // The window begins a minute before the current one: the local clock may be a little ahead of the store's.
    private CosKeyTime Window(string secret, long now)
    {
        var minute = now / WindowStepSeconds;
        var latest = _latest;
        if (latest is not null && latest.Minute == minute && latest.Secret == secret) return latest.KeyTime;
        var start = (minute - 1) * WindowStepSeconds;
        var keyTime = CosKeyTime.Derive(secret, start, (minute + 1) * WindowStepSeconds + _validSeconds);
        _latest = new CachedWindow(secret, minute, keyTime);
        return keyTime;
    }

    private static bool IsSignedByDefault(string name) =>
        name.StartsWith("x-cos-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-md5", StringComparison.OrdinalIgnoreCase)
        || name.Equals("range", StringComparison.OrdinalIgnoreCase);
}
