using System.Text;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Signatures.Payloads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BulkCopy.Emulator.Hosting;

/// <summary>From a raw HTTP request to who asks for what: dialect, bucket, key, operation, verified sender, opened body.</summary>
internal sealed class RequestReader(SignatureVerifier verifier, FaultInjector faults, TimeProvider time)
{
    /// <summary>The dialect in which even a broken request is answered.</summary>
    public static DialectProfile ProfileOf(HttpContext http, out HostAddress address)
    {
        var headers = http.Request.Headers;
        address = HostAddress.Parse(headers.Host.ToString());
        var rawTarget = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? default : rawTarget.AsSpan(mark + 1);
        // A vendor's S3 face is reached under the vendor's own host name: the signature decides.
        if (SignatureVerifier.TryDetectScheme(headers, query, out var scheme) && SchemeDetector.DialectOf(scheme) != address.Profile?.Dialect)
        {
            return SchemeDetector.DialectOf(scheme) switch
            {
                EmulatorDialect.Cos => DialectProfiles.Cos,
                EmulatorDialect.Oss => DialectProfiles.Oss,
                _ => DialectProfiles.S3,
            };
        }
        return address.Profile ?? DialectProfiles.S3;
    }

    public Outcome<EmulatorRequest> Read(HttpContext http, DialectProfile profile, HostAddress address, string requestId)
    {
        var rawTarget = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!RequestTarget.TryParse(rawTarget, out var target)) return Refusals.InvalidUri;
        if (QueryParameters.Parse(target.Query) is not { } query) return Refusals.InvalidUri;
        if (Resource(profile, address, target.Path).Failed(out var error, out var resource)) return error;
        var headers = http.Request.Headers;
        var operation = OperationRouter.Route(profile, http.Request.Method, resource.Bucket, resource.Key, query, headers);
        var skew = faults.SkewOf(profile, operation, resource.Bucket, resource.Key);
        if (skew != TimeSpan.Zero) http.Response.Headers.Date = HttpDates.Rfc1123(time.GetUtcNow() + skew);
        var sender = SkewedClock.During(skew, verifier, new SignedRequest
        {
            Method = http.Request.Method, RawTarget = rawTarget, Headers = headers,
            VirtualHostBucket = address.Bucket, Dialect = profile.Dialect,
        });
        if (sender is RejectedRequest rejected) return OfRejection(rejected);
        if (OpenBody(http, profile, sender).Failed(out error, out var body)) return error;
        return new EmulatorRequest
        {
            Http = http, Profile = profile, Host = headers.Host.ToString(), Region = address.Region ?? ScopeRegion(headers),
            Bucket = resource.Bucket, Key = resource.Key, IsVirtualHost = address.Bucket is not null, Query = query,
            Id = requestId, Now = time.GetUtcNow(), Body = body, Sender = sender,
            AccountId = (sender as AuthenticatedRequest)?.AccountName,
            Operation = operation,
        };
    }

    public static EmulatorError OfRejection(RejectedRequest rejected) =>
        new(rejected.Status, rejected.Code, rejected.Message) { Details = rejected.Details };

    private static Outcome<ResourceName> Resource(DialectProfile profile, HostAddress address, string path)
    {
        var bucket = address.Bucket;
        var rest = path.AsSpan(1);
        if (bucket is null)
        {
            if (rest.IsEmpty) return new ResourceName(null, null);
            var slash = rest.IndexOf('/');
            bucket = PercentText.Decode(slash < 0 ? rest : rest[..slash]);
            if (string.IsNullOrEmpty(bucket)) return Refusals.InvalidUri;
            rest = slash < 0 ? default : rest[(slash + 1)..];
        }
        if (rest.IsEmpty) return new ResourceName(bucket, null);
        if (PercentText.Decode(rest) is not { } key) return Refusals.InvalidUri;
        return CheckKey(profile, key) is { } bad ? bad : new ResourceName(bucket, key);
    }

    /// <summary>What is wrong with an object key; null when nothing is.</summary>
    public static EmulatorError? CheckKey(DialectProfile profile, string key)
    {
        if (key.Contains('\0')) return Refusals.InvalidUri;
        if (Encoding.UTF8.GetByteCount(key) > profile.KeyLimitBytes) return new EmulatorError(400, profile.KeyTooLongCode, "Your key is too long.");
        return profile.Dialect == EmulatorDialect.Oss && key[0] is '/' or '\\'
            ? new EmulatorError(400, "InvalidObjectName", "The specified object is not valid.")
            : null;
    }

    private static Outcome<IncomingBody> OpenBody(HttpContext http, DialectProfile profile, AuthenticationResult sender)
    {
        var length = http.Request.ContentLength;
        if (http.Request.Headers.TransferEncoding.Count == 0) length ??= HasBody(http) ? null : 0;
        if (profile.Dialect != EmulatorDialect.S3) return new IncomingBody { Stream = http.Request.Body, Length = length };
        var opened = PayloadOpener.Open(http.Request.Headers, http.Request.Body, length, sender, out var refusal);
        if (refusal is not null || opened is null) return OfRejection(refusal!);
        if (opened.Stream != http.Request.Body) http.Response.RegisterForDispose(opened.Stream);
        return new IncomingBody { Stream = opened.Stream, Length = opened.Length, Checksum = opened.Checksum };
    }

    // Without either header HTTP/1.1 has no body: PUT must then be told 411, which Length = null says.
    private static bool HasBody(HttpContext http) => HttpMethods.IsPut(http.Request.Method) && http.Request.ContentLength is null;

    /// <summary>The region in a V4 credential scope; null for other schemes.</summary>
    private static string? ScopeRegion(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.ToString().AsSpan();
        const string Mark = "Credential=";
        var start = authorization.IndexOf(Mark);
        if (start < 0) return null;
        var credential = authorization[(start + Mark.Length)..];
        var end = credential.IndexOfAny(',', ' ');
        if (end >= 0) credential = credential[..end];
        return CredentialScope.TryParse(credential, out var scope) && scope.Region.Length > 0 ? scope.Region.ToString() : null;
    }

    private sealed record ResourceName(string? Bucket, string? Key);
}
